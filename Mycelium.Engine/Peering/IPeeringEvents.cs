using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Peering;

/// <summary>What the peering service reports, from any thread. Implementations return at once.</summary>
internal interface IPeeringEvents
{
    /// <summary>A connection came in; the receiver owns it.</summary>
    void LinkAccepted(ITransportLink link);

    /// <summary>An attempt succeeded; the receiver owns the connection.</summary>
    void DialSucceeded(Endpoint endpoint, ITransportLink link);

    /// <summary>An attempt failed.</summary>
    void DialFailed(Endpoint endpoint, string reason);

    /// <summary>A node on the local network showed itself.</summary>
    void BeaconReceived(Endpoint endpoint, RouterId routerId);

    /// <summary>An address of this machine changed.</summary>
    void NetworkChanged();

    /// <summary>Something does not work, and the node goes on without it.</summary>
    void PeeringWarning(string message);
}
