using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Forwarding;

/// <summary>No control plane: the forwarding table is set by hand.</summary>
internal sealed class IgnoredEvents : IPacketLoopEvents
{
    public bool TryTlvReceived(LinkId link, in ControlTlv tlv) => true;

    public bool TryRouteNeeded(Ipv6Address address, RouteNeed need) => true;

    public void LinkClosed(LinkId link, string reason) => throw new InvalidOperationException(reason);

    public void Failed(Exception exception) => throw exception;
}
