namespace Mycelium.Engine.DataPlane;

/// <summary>What the data thread counts. Written by that thread only; others read 64-bit values that are at most a moment old.</summary>
internal sealed class DataPlaneCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];

    internal long SentPackets;
    internal long SentBytes;
    internal long ReceivedPackets;
    internal long ReceivedBytes;
    internal long ForwardedPackets;
    internal long ForwardedBytes;
    internal long SentErrors;
    internal long SkippedInput;
    internal long WaitingPackets;
    internal long UnreadLinks;

    internal void Drop(DropReason reason) => _dropped[(int)reason]++;

    internal long Dropped(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);
}
