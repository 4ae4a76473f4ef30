using Mycelium.Engine.Identity;
using Mycelium.Simulation.Network;
using Mycelium.Simulation.Scenarios;

namespace Mycelium.Simulation.Watching;

/// <summary>Looks at a run without changing it, and throws <see cref="InvariantException"/> when something is wrong.</summary>
internal interface INetworkWatch
{
    /// <summary>A node sends packets to a subnet another way now.</summary>
    void ForwardingChanged(SimulatedNode node, Subnet subnet);

    /// <summary>A node has handled an event.</summary>
    /// <param name="node">The node.</param>
    /// <param name="touched">Subnets that the event had to do with; may repeat.</param>
    /// <param name="touchesAll">Whether it may have had to do with all.</param>
    void TurnEnded(SimulatedNode node, IReadOnlyList<Subnet> touched, bool touchesAll);

    /// <summary>Something is about to go wrong.</summary>
    void FaultBegins(Fault fault)
    {
    }
}
