using Mycelium.Simulation.Scenarios;

namespace Mycelium.Simulation.Network;

/// <summary>The network between two nodes, with its present troubles.</summary>
internal sealed class SimulatedEdge(ScenarioEdge plan, SimulatedNode first, SimulatedNode second, int seed)
{
    private readonly List<LinkEnd> _ends = [];

    internal ScenarioEdge Plan { get; } = plan;

    internal SimulatedNode First { get; } = first;

    internal SimulatedNode Second { get; } = second;

    internal Random Random { get; } = new(seed);

    internal TimeSpan ExtraDelay { get; set; }

    internal int ExtraLossPercent { get; set; }

    /// <summary>Whether jitter and losses are left out.</summary>
    internal bool IsSteady { get; set; }

    /// <summary>Whether frames may take longer than the delay.</summary>
    internal bool HasTrouble => !IsSteady && Plan.JitterMilliseconds + Plan.LossPercent + ExtraLossPercent > 0;

    /// <summary>Whether a fault makes it slower or lossy.</summary>
    internal bool IsStrained => ExtraLossPercent > 0 || ExtraDelay > TimeSpan.Zero;

    /// <summary>When a cut last began or ended.</summary>
    internal TimeSpan CutAt { get; private set; } = TimeSpan.MinValue / 2;

    /// <summary>When it last became slower or faster, or lossier or better.</summary>
    internal TimeSpan ChangedAt { get; set; } = TimeSpan.MinValue / 2;

    /// <summary>How many cuts there are in the direction from the first node.</summary>
    internal int CutsForward { get; private set; }

    /// <summary>How many cuts there are in the direction to the first node.</summary>
    internal int CutsBackward { get; private set; }

    internal TimeSpan Delay => TimeSpan.FromMilliseconds(Plan.DelayMilliseconds) + ExtraDelay;

    /// <summary>Ends of connections that have not ended at both sides.</summary>
    internal IReadOnlyList<LinkEnd> Ends => _ends;

    internal bool Passes(SimulatedNode from) => (from == First ? CutsForward : CutsBackward) == 0;

    internal SimulatedNode Opposite(SimulatedNode node) => node == First ? Second : First;

    /// <summary>Begins (+1) or ends (-1) a cut.</summary>
    internal void Cut(int change, bool isForward, bool isBackward, TimeSpan now)
    {
        CutAt = now;
        CutsForward += isForward ? change : 0;
        CutsBackward += isBackward ? change : 0;
        foreach (LinkEnd end in _ends) { end.Release(); }
    }

    internal void Add(LinkEnd end)
    {
        _ends.RemoveAll(known => !known.IsAlive && !known.Other.IsAlive && !known.IsBusy);
        _ends.Add(end);
    }

    public override string ToString() => $"{Plan.First}-{Plan.Second}";
}
