using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Simulation.Network;

/// <content>What only the comparison with the oracle needs.</content>
internal sealed partial class SimulatedNode
{
    /// <summary>Sets the cost of each connection to what it would be after a long time without trouble.</summary>
    internal void SettleCosts()
    {
        if (!IsActive) { return; }

        foreach (LinkEnd end in Links.Values) { Router.SetSmoothedCost(end.Id, (uint)(end.Edge.Delay * 2).TotalMilliseconds); }
    }

    /// <summary>Each neighbour asks for all routes.</summary>
    internal void ExchangeTables()
    {
        var wildcard = ControlTlv.From(new RouteRequestTlv(0, null));
        foreach (LinkId link in Links.Keys.ToList()) { Post(() => HandleRouter(RouterEvent.TlvReceived(link, wildcard))); }
    }
}
