using Mycelium.Engine.Identity;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Follows the next hops from every node to every subnet: no node may be met twice.</summary>
/// <remarks>
/// Feasibility orders the announcements of one router id. While a restarted node is still known under two, nodes that hold different
/// ones may point at each other until their Updates have crossed (RFC 8966 promises no more); that must pass.
/// </remarks>
internal sealed class LoopWatch(IReadOnlyList<VirtualNode> nodes)
{
    private readonly Dictionary<Subnet, TimeSpan> _mixedSince = [];

    /// <summary>How long nodes that hold different router ids of a subnet may point at each other.</summary>
    internal static TimeSpan LongestMixedLoop { get; } = TimeSpan.FromSeconds(5);

    internal int Checks { get; private set; }

    internal int MixedLoops { get; private set; }

    internal void Check(TimeSpan now)
    {
        Checks++;
        foreach (Subnet subnet in nodes.Select(node => node.Key.Subnet))
        {
            if (FindLoop(subnet) is not { } loop)
            {
                _mixedSince.Remove(subnet);
                continue;
            }

            bool isMixed = loop.Select(number => nodes[number].Selected(subnet)!.Value.RouterId).Distinct().Count() > 1;
            MixedLoops += isMixed && _mixedSince.TryAdd(subnet, now) ? 1 : 0;
            Assert.True(
                isMixed && now - _mixedSince[subnet] <= LongestMixedLoop,
                $"At {now} packets to {subnet} run in a circle: {string.Join(" -> ", loop)}.");
        }
    }

    /// <summary>Cost of the way that packets take from one node to another; null if they do not arrive.</summary>
    internal int? CostOfWay(int from, int to)
    {
        int cost = 0;
        var seen = new HashSet<int>();
        while (from != to)
        {
            if (!seen.Add(from) || NextHop(from, nodes[to].Key.Subnet) is not { } link) { return null; }

            cost += link.Cost;
            from = link.Remote;
        }

        return cost;
    }

    private List<int>? FindLoop(Subnet subnet)
    {
        var done = new HashSet<int>();
        for (int start = 0; start < nodes.Count; start++)
        {
            List<int> way = [];
            for (int? at = start; at is { } number && !done.Contains(number); at = NextHop(number, subnet)?.Remote)
            {
                int first = way.IndexOf(number);
                if (first >= 0) { return way[first..]; }

                way.Add(number);
            }

            done.UnionWith(way);
        }

        return null;
    }

    /// <summary>Where a node sends packets to a subnet; null if they go nowhere, be it into a cut link.</summary>
    internal VirtualLink? NextHop(int number, Subnet subnet) =>
        nodes[number].Selected(subnet) is { } route && nodes[number].Links.TryGetValue(route.NextHop, out VirtualLink? link) && !link.IsCut
            ? link
            : null;
}
