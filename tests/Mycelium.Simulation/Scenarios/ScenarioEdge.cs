namespace Mycelium.Simulation.Scenarios;

/// <summary>Two nodes of which the first dials the second, and the network between them.</summary>
/// <param name="First">Number of the node that dials.</param>
/// <param name="Second">Number of the other node.</param>
/// <param name="IsDialledByBoth">Whether the second dials the first as well.</param>
/// <param name="DelayMilliseconds">Time from one end to the other.</param>
/// <param name="JitterMilliseconds">Most time that is added to it.</param>
/// <param name="LossPercent">How many of a hundred frames need a retransmission, which costs time.</param>
/// <param name="BytesPerSecond">Rate of each direction.</param>
internal sealed record ScenarioEdge(
    int First, int Second, bool IsDialledByBoth, int DelayMilliseconds, int JitterMilliseconds, int LossPercent, int BytesPerSecond);
