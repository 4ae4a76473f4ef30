using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>What the data thread reports, on its own thread. Implementations return at once.</summary>
internal interface IPacketLoopEvents
{
    /// <summary>A TLV came in. False if there is no room: it is offered again later, and the link is not read meanwhile.</summary>
    bool TryTlvReceived(LinkId link, in ControlTlv tlv);

    /// <summary>A packet needs a route or a key. False if there is no room: a later packet asks again.</summary>
    bool TryRouteNeeded(Ipv6Address address, RouteNeed need);

    /// <summary>A connection ended, by either side; each attached link is reported just once.</summary>
    void LinkClosed(LinkId link, string reason);

    /// <summary>The thread met a fault and ended; nothing is attached any more.</summary>
    void Failed(Exception exception);
}
