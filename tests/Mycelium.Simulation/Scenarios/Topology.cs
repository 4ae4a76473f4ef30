namespace Mycelium.Simulation.Scenarios;

/// <summary>Makes the edges of a network.</summary>
internal static class Topology
{
    private const int SlowestRate = 20_000;
    private const int FastestRate = 10_000_000;

    /// <summary>Makes a connected network.</summary>
    /// <param name="kind">Its form.</param>
    /// <param name="count">Number of nodes, at least 2.</param>
    /// <param name="random">Decides what the form leaves open.</param>
    internal static IEnumerable<ScenarioEdge> Connect(TopologyKind kind, int count, Random random)
    {
        IEnumerable<(int First, int Second)> pairs = kind switch
        {
            TopologyKind.Line => Line(0, count),
            TopologyKind.Ring => Ring(0, count),
            TopologyKind.Star => Star(count, random),
            TopologyKind.Grid => Grid(count),
            TopologyKind.Geometric => Geometric(count, random),
            TopologyKind.ScaleFree => ScaleFree(count, random),
            TopologyKind.Islands => [.. Ring(0, count / 2), .. Ring(count / 2, count), (0, count / 2)],
            _ => Diamond(count),
        };
        var seen = new HashSet<(int, int)>();
        foreach ((int first, int second) in pairs)
        {
            bool isNew = first != second && seen.Add((Math.Min(first, second), Math.Max(first, second)));
            if (isNew) { yield return RandomEdge(first, second, random); }
        }
    }

    private static ScenarioEdge RandomEdge(int first, int second, Random random)
    {
        int delay = random.Next(4) switch { 0 => random.Next(0, 3), 3 => random.Next(50, 300), _ => random.Next(1, 50) };
        int jitter = random.Next(2) == 0 ? 0 : random.Next(0, (delay / 2) + 2);
        int loss = random.Next(3) == 0 ? random.Next(1, 8) : 0;
        int rate = random.Next(3) == 0 ? random.Next(SlowestRate, SlowestRate * 10) : FastestRate;
        return new ScenarioEdge(first, second, random.Next(5) == 0, delay, jitter, loss, rate);
    }

    private static IEnumerable<(int First, int Second)> Line(int from, int to)
    {
        for (int i = from + 1; i < to; i++) { yield return (i, i - 1); }
    }

    private static IEnumerable<(int First, int Second)> Ring(int from, int to) => [.. Line(from, to), (from, to - 1)];

    private static IEnumerable<(int First, int Second)> Star(int count, Random random)
    {
        int hubs = Math.Max(1, count / 8);
        foreach ((int, int) pair in Ring(0, hubs)) { yield return pair; }

        for (int leaf = hubs; leaf < count; leaf++)
        {
            yield return (leaf, random.Next(hubs));
            yield return (leaf, random.Next(hubs));
        }
    }

    private static IEnumerable<(int First, int Second)> Grid(int count)
    {
        int width = (int)Math.Ceiling(Math.Sqrt(count));
        for (int i = 1; i < count; i++)
        {
            if (i % width != 0) { yield return (i, i - 1); }

            if (i >= width) { yield return (i, i - width); }
        }
    }

    // A line in order of the first coordinate keeps the network in one piece.
    private static IEnumerable<(int First, int Second)> Geometric(int count, Random random)
    {
        (double X, double Y)[] points = [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble(), random.NextDouble())).Order()];
        double reach = 1.4 / Math.Sqrt(count);
        for (int i = 1; i < count; i++)
        {
            yield return (i, i - 1);
            for (int j = 0; j < i - 1; j++)
            {
                double distance = Math.Sqrt(Math.Pow(points[i].X - points[j].X, 2) + Math.Pow(points[i].Y - points[j].Y, 2));
                if (distance < reach) { yield return (i, j); }
            }
        }
    }

    private static IEnumerable<(int First, int Second)> ScaleFree(int count, Random random)
    {
        List<int> ends = [0];
        for (int i = 1; i < count; i++)
        {
            int[] others = [ends[random.Next(ends.Count)], ends[random.Next(ends.Count)]];
            foreach (int other in others.Distinct())
            {
                yield return (i, other);
                ends.Add(other);
                ends.Add(i);
            }
        }
    }

    private static IEnumerable<(int First, int Second)> Diamond(int count)
    {
        if (count < 3) { return [(0, 1)]; }

        return Enumerable.Range(1, count - 2).SelectMany(middle => ((int, int)[])[(0, middle), (middle, count - 1)]);
    }
}
