namespace Mycelium.Engine.Tests.Routing;

/// <summary>Two nodes that can be connected.</summary>
/// <param name="First">A node.</param>
/// <param name="Second">Another node.</param>
/// <param name="CostFromFirst">Link cost at the first node.</param>
/// <param name="CostFromSecond">Link cost at the second node.</param>
/// <param name="DelayMilliseconds">Least time from one end to the other.</param>
internal sealed record VirtualEdge(int First, int Second, ushort CostFromFirst, ushort CostFromSecond, int DelayMilliseconds)
{
    /// <summary>The end at the first node of the present connection; null while there is none.</summary>
    internal VirtualLink? Connection { get; set; }
}
