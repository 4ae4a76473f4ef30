using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Simulation.Network;

namespace Mycelium.Simulation.Watching;

/// <summary>
/// No packet may run in a circle. A circle can only close at the node whose way has just changed, so only the way from there is
/// followed.
/// </summary>
/// <remarks>
/// Feasibility orders the announcements of one router id. While a restarted node is still known under two, nodes that hold different
/// ones may point at each other until their Updates have crossed (RFC 8966 promises no more); that must pass.
/// </remarks>
internal sealed class LoopWatch(SimulatedNetwork network) : INetworkWatch
{
    /// <summary>How long nodes with different router ids of a subnet may point at each other while all their links carry.</summary>
    internal static readonly TimeSpan LongestMixedLoop = TimeSpan.FromSeconds(5);

    internal long Checks { get; private set; }

    /// <summary>Passing circles between nodes that held different router ids.</summary>
    internal long MixedLoops { get; private set; }

    public void ForwardingChanged(SimulatedNode node, Subnet subnet)
    {
        Checks++;
        if (FindLoop(node, subnet) is not { } loop) { return; }

        FailIfPlain(loop, subnet);
        MixedLoops++;
        network.Agenda.At(network.Now + LongestMixedLoop, () => LookAgain(loop, subnet));
    }

    public void TurnEnded(SimulatedNode node, IReadOnlyList<Subnet> touched, bool touchesAll)
    {
    }

    // Nothing can cross a link that is cut, or a node that is stopped.
    private void LookAgain(List<LinkEnd> loop, Subnet subnet)
    {
        if (FindLoop(loop[0].Owner, subnet) is not { } present || !present.SequenceEqual(loop)) { return; }

        FailIfPlain(present, subnet);
        bool carries = present.TrueForAll(end =>
            end.Owner.IsActive && !end.IsHeld && !end.IsBusy && end.Passes && end.Other.Passes);
        if (carries) { throw new InvariantException("mixed loop", Describe(present, subnet)); }

        network.Agenda.At(network.Now + LongestMixedLoop, () => LookAgain(loop, subnet));
    }

    private void FailIfPlain(List<LinkEnd> loop, Subnet subnet)
    {
        int origins = loop.Select(end => Find(end, subnet)?.RouterId).Distinct().Count();
        if (origins == 1) { throw new InvariantException("loop", Describe(loop, subnet)); }
    }

    private static RouteRecord? Find(LinkEnd end, Subnet subnet) => end.Owner.Router.Find(subnet);

    private string Describe(List<LinkEnd> loop, Subnet subnet)
    {
        IEnumerable<string> hops = loop.Select(end =>
        {
            RouteRecord? route = Find(end, subnet);
            return $"{end.Owner.Number} (seqno {route?.Seqno}, metric {route?.ReceivedMetric}, origin {route?.RouterId.Suffix:x})";
        });
        return $"at {network.Now} packets to {network.OwnerOf(subnet)?.Number} run in a circle: {string.Join(" -> ", hops)}";
    }

    private List<LinkEnd>? FindLoop(SimulatedNode start, Subnet subnet)
    {
        List<LinkEnd> way = [];
        SimulatedNode at = start;
        while (at.NextHop(subnet.Network) is { } end && end.Other.IsAlive)
        {
            way.Add(end);
            at = end.Other.Owner;
            if (at == start) { return way; }

            // A circle further on was found when it closed.
            if (way.Count > network.Nodes.Count) { return null; }
        }

        return null;
    }
}
