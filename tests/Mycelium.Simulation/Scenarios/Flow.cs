namespace Mycelium.Simulation.Scenarios;

/// <summary>A node that sends echo requests to another.</summary>
/// <param name="From">Number of the node that asks.</param>
/// <param name="To">Number of the node that answers.</param>
internal sealed record Flow(int From, int To);
