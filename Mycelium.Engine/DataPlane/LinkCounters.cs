using Mycelium.Engine.Routing;

namespace Mycelium.Engine.DataPlane;

/// <summary>What one connection carried. Written by the data thread only; others read values that are at most a moment old.</summary>
internal sealed class LinkCounters
{
    internal long ReceivedBytes;
    internal long SentBytes;
    internal long SkippedInput;
    internal long DataFrames;
    internal long QueuedBytes;

    /// <summary>How long data waited, and how much did.</summary>
    internal QueueHistograms Queue { get; } = new();

    /// <summary>What the router wants to know of it.</summary>
    internal LinkActivity Activity => new(
        Volatile.Read(ref ReceivedBytes), Volatile.Read(ref DataFrames), Volatile.Read(ref SentBytes), Volatile.Read(ref QueuedBytes));
}
