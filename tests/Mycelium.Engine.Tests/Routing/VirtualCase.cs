using Mycelium.Engine.Routing;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>A random network and what happens to it. Its text is enough to repeat it.</summary>
internal sealed record VirtualCase(int Nodes, VirtualEdge[] Edges, VirtualFault[] Faults, int JitterMilliseconds, int Seed)
{
    /// <summary>Makes a ring of the nodes with some chords.</summary>
    internal static VirtualCase Make(int nodes, VirtualEdge[] costs, VirtualFault[] faults, int jitterMilliseconds, int seed)
    {
        var edges = new Dictionary<(int, int), VirtualEdge>();
        for (int i = 0; i < nodes; i++)
        {
            VirtualEdge cost = costs.Length > 0 ? costs[i % costs.Length] : new VirtualEdge(0, 0, 10, 10, 1);
            Add(cost with { First = i, Second = (i + 1) % nodes });
        }

        foreach (VirtualEdge chord in costs) { Add(chord with { First = chord.First % nodes, Second = chord.Second % nodes }); }

        return new VirtualCase(nodes, [.. edges.Values], faults, jitterMilliseconds, seed);

        void Add(VirtualEdge edge)
        {
            if (edge.First != edge.Second) { edges.TryAdd((Math.Min(edge.First, edge.Second), Math.Max(edge.First, edge.Second)), edge); }
        }
    }

    /// <summary>The network with every connection made.</summary>
    internal VirtualNetwork Build(RouterOptions options)
    {
        VirtualEdge[] edges = [.. Edges.Select(edge => edge with { Connection = null })];
        var network = new VirtualNetwork(Nodes, edges, options, Seed, JitterMilliseconds);
        foreach (VirtualEdge edge in edges) { network.Connect(edge); }

        return network;
    }

    public override string ToString() =>
        $"{Nodes} nodes, jitter {JitterMilliseconds} ms, seed {Seed}{Environment.NewLine}"
        + string.Join(
            Environment.NewLine,
            Edges.Select(edge =>
                $"  {edge.First} - {edge.Second}: {edge.CostFromFirst}, {edge.CostFromSecond}, {edge.DelayMilliseconds} ms"))
        + Environment.NewLine
        + string.Join(Environment.NewLine, Faults.Select(fault => $"  {fault.Kind} {fault.First} {fault.Second}, then {fault.Pause}"));
}
