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

    /// <summary>Times that the thread woke and looked at everything.</summary>
    internal long Turns;

    /// <summary>Reads from the tunnel that brought something, and the packets that they brought.</summary>
    internal long HostReads;
    internal long HostReadPackets;

    /// <summary>Times that packets were given to the tunnel, and those packets.</summary>
    internal long HostWrites;
    internal long HostWrittenPackets;

    /// <summary>Reads from connections that brought something, and the data frames in them.</summary>
    internal long LinkReads;
    internal long LinkReadFrames;

    /// <summary>Times that a connection was given what waits for it.</summary>
    internal long LinkWrites;

    /// <summary>How long a turn took, without the wait before it.</summary>
    internal RecordedHistogram TurnDuration { get; } = RecordedHistogram.ForTimes();

    /// <summary>Packets that one read from the tunnel brought.</summary>
    internal RecordedHistogram BatchSize { get; } = RecordedHistogram.ForSizes();

    /// <summary>What was done, by stage; any thread. The names are stable: they are the keys of <c>NodeStatistic.Stages</c>.</summary>
    internal Dictionary<string, long> Stages() => new(StringComparer.Ordinal)
    {
        [nameof(Turns)] = Volatile.Read(ref Turns),
        [nameof(HostReads)] = Volatile.Read(ref HostReads),
        [nameof(HostReadPackets)] = Volatile.Read(ref HostReadPackets),
        [nameof(HostWrites)] = Volatile.Read(ref HostWrites),
        [nameof(HostWrittenPackets)] = Volatile.Read(ref HostWrittenPackets),
        [nameof(LinkReads)] = Volatile.Read(ref LinkReads),
        [nameof(LinkReadFrames)] = Volatile.Read(ref LinkReadFrames),
        [nameof(LinkWrites)] = Volatile.Read(ref LinkWrites),
    };

    internal void Drop(DropReason reason) => _dropped[(int)reason]++;

    internal long Dropped(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);
}
