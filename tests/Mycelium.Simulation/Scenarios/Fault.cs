namespace Mycelium.Simulation.Scenarios;

/// <summary>One thing that goes wrong.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="First">A node, or the first node of an edge; seeds the halves of a partition.</param>
/// <param name="Second">The second node of an edge.</param>
/// <param name="Duration">How long it lasts; by how much a clock jumps.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int First, int Second, TimeSpan Duration)
{
    /// <summary>When it is over.</summary>
    internal TimeSpan End => Kind is FaultKind.Close or FaultKind.ClockJump or FaultKind.Move or FaultKind.Leave ? At : At + Duration;

    /// <summary>Whether it concerns one edge.</summary>
    internal bool IsOfEdge => Kind <= FaultKind.Loss;

    /// <summary>Whether it concerns one node.</summary>
    internal bool IsOfNode => !IsOfEdge && Kind != FaultKind.Partition;
}
