namespace Mycelium.Engine.DataPlane;

/// <summary>What one connection carried. Written by the data thread only; others read values that are at most a moment old.</summary>
internal sealed class LinkCounters
{
    internal long ReceivedBytes;
    internal long SentBytes;
    internal long SkippedInput;
}
