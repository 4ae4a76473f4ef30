namespace Mycelium.Engine.DataPlane;

/// <summary>The time of a dequeue, and the delay that is aimed at.</summary>
/// <param name="Now">The present time.</param>
/// <param name="Target">RFC 8289's TARGET: the standing delay of a flow that is acceptable.</param>
internal readonly record struct QueueTime(TimeSpan Now, TimeSpan Target);
