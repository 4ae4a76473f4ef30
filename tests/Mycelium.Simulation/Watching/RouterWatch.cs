using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Simulation.Network;

namespace Mycelium.Simulation.Watching;

/// <summary>
/// What must hold in each router: its own invariants (selected routes are feasible and unexpired, tables are within their bounds), and
/// that no feasibility distance rises without a newer seqno while it lives.
/// </summary>
internal sealed class RouterWatch(SimulatedNetwork network) : INetworkWatch
{
    // All tables are walked when an event may concern all subnets, but not each time: that would cost more than the run itself.
    private const int FullCheckEach = 64;

    private readonly Dictionary<(int Node, int Start, Subnet Subnet, RouterId Origin), SourceEntry> _distances = [];
    private long _fullChecks;

    internal long Checks { get; private set; }

    public void ForwardingChanged(SimulatedNode node, Subnet subnet)
    {
    }

    public void TurnEnded(SimulatedNode node, IReadOnlyList<Subnet> touched, bool touchesAll)
    {
        Checks++;
        try
        {
            for (int i = 0; i < touched.Count; i++)
            {
                if (i > 0 && touched[i] == touched[i - 1]) { continue; }

                node.Router.AssertInvariants(touched[i], node.Clock);
                CheckDistances(node, touched[i]);
            }

            if (touchesAll && _fullChecks++ % FullCheckEach == 0) { node.Router.AssertInvariants(node.Clock); }
        }
        catch (InvalidOperationException exception)
        {
            throw new InvariantException("router", $"at {network.Now} node {node.Number}: {exception.Message}");
        }
    }

    /// <summary>Compares a distance with the one before.</summary>
    internal void CheckDistance(SimulatedNode node, Subnet subnet, in SourceEntry entry)
    {
        (int, int, Subnet, RouterId) key = (node.Number, node.Starts, subnet, entry.RouterId);
        if (_distances.TryGetValue(key, out SourceEntry old) && old.ExpiresAt > node.Clock && IsRaised(old.Distance, entry.Distance))
        {
            throw new InvariantException(
                "feasibility",
                $"at {network.Now} node {node.Number} raised the distance of {subnet} from {old.Distance} to {entry.Distance}");
        }

        _distances[key] = entry;
    }

    private static bool IsRaised(FeasibilityDistance old, FeasibilityDistance distance) =>
        !distance.Seqno.IsNewerThan(old.Seqno) && (distance.Seqno != old.Seqno || distance.Metric > old.Metric);

    private void CheckDistances(SimulatedNode node, Subnet subnet)
    {
        foreach (ref readonly SourceEntry entry in node.Router.SourcesOf(subnet)) { CheckDistance(node, subnet, entry); }
    }
}
