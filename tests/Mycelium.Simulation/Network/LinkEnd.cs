using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Simulation.Network;

/// <summary>One end of a connection, and the direction from it: what is sent arrives in order, or not at all.</summary>
internal sealed class LinkEnd
{
    private const int QueueBytes = 64 * 1024;

    // What a stream brings while nothing acknowledges it: the congestion window that most begin with (RFC 6928).
    private const int Window = 10;
    private static readonly TimeSpan Retransmission = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ReadingGrain = TimeSpan.FromMicroseconds(100);

    private readonly SimulatedNetwork _network;
    private readonly Action _arrive;
    private readonly int _start;
    private FrameQueue _underWay;
    private TimeSpan _busyUntil;
    private TimeSpan _lastArrival;
    private TimeSpan? _sentAt;
    private long _bytesUnderWay;
    private long _acceptedBytes;
    private long _dataFrames;
    private int _unacknowledged;
    private bool _isHeld;

    internal LinkEnd(SimulatedNetwork network, LinkId id, SimulatedNode owner, SimulatedEdge edge)
    {
        _network = network;
        Id = id;
        Owner = owner;
        Edge = edge;
        _start = owner.Starts;
        _arrive = Arrive;
    }

    /// <summary>Longest time after a cut until a retransmission brings what was held up.</summary>
    internal static TimeSpan LongestReturn { get; } = TimeSpan.FromSeconds(3);

    internal LinkId Id { get; }

    internal SimulatedNode Owner { get; }

    internal SimulatedEdge Edge { get; }

    internal LinkEnd Other { get; set; } = null!;

    internal bool IsOpen { get; private set; } = true;

    /// <summary>Whether this end is open and its owner has not started anew since.</summary>
    internal bool IsAlive => IsOpen && Owner.IsRunning && Owner.Starts == _start;

    /// <summary>Whether something is on its way from here.</summary>
    internal bool IsBusy => !_underWay.IsEmpty;

    /// <summary>Whether something is held up by a cut.</summary>
    internal bool IsHeld => _isHeld;

    /// <summary>Whether the addresses of the connection are no longer in use, so that nothing passes it ever again.</summary>
    internal bool IsStranded { get; private set; }

    /// <summary>Whether what is sent from here arrives.</summary>
    internal bool Passes => !IsStranded && Edge.Passes(Owner);

    /// <summary>Whether the owner has taken the connection and not lost it since.</summary>
    internal bool IsAttached { get; set; }

    internal long ReceivedBytes { get; set; }

    internal long SentBytes => _acceptedBytes - QueuedBytes;

    /// <summary>What the control loop tells the router of this connection.</summary>
    internal LinkActivity Activity => new(ReceivedBytes, _dataFrames, SentBytes, QueuedBytes);

    private long QueuedBytes =>
        _busyUntil > _network.Now ? (long)((_busyUntil - _network.Now).TotalSeconds * Edge.Plan.BytesPerSecond) : 0;

    internal void Send(FrameKind kind, in ControlTlv tlv, Packet? packet, int size)
    {
        if (kind == FrameKind.Data)
        {
            _dataFrames++;
            if (_bytesUnderWay + size > QueueBytes) { return; }
        }

        TimeSpan now = _network.Now;
        TimeSpan start = _busyUntil > now ? _busyUntil : now;
        _busyUntil = start + TimeSpan.FromTicks(size * TimeSpan.TicksPerSecond / Edge.Plan.BytesPerSecond);
        TimeSpan arrival = _busyUntil + Edge.Delay;

        // What is sent at one time goes in one segment.
        if (Edge.HasTrouble && _sentAt != now) { arrival += Trouble(); }

        _sentAt = now;
        _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
        _bytesUnderWay += size;
        _acceptedBytes += size;
        bool isFirst = _underWay.IsEmpty;
        _network.Frames.Add(ref _underWay, new Frame(kind, tlv, packet, size, _lastArrival));
        if (isFirst) { PlanArrival(); }
    }

    /// <summary>Takes the next frame that has arrived at the other end.</summary>
    internal bool TryTakeArrived(out Frame frame)
    {
        if (_underWay.IsEmpty || _network.Frames.Peek(_underWay).Arrival > _network.Now)
        {
            frame = default;
            return false;
        }

        frame = _network.Frames.Take(ref _underWay);
        _bytesUnderWay -= frame.Size;
        return true;
    }

    /// <summary>Ends the connection on this side; the other side is told in its turn.</summary>
    internal void Close()
    {
        if (!IsOpen) { return; }

        IsOpen = false;
        Send(FrameKind.End, default, null, 0);
    }

    /// <summary>Ends the connection on this side; nobody is told.</summary>
    internal void Vanish() => IsOpen = false;

    /// <summary>Leaves the connection without a way, in both directions; nobody is told.</summary>
    internal void Strand()
    {
        IsStranded = true;
        Other.IsStranded = true;
    }

    /// <summary>Lets go on what was held up, if the way is free now: a retransmission brings it.</summary>
    internal void Release()
    {
        if (!_isHeld || !Passes || !Other.Passes) { return; }

        _isHeld = false;
        _network.Agenda.At(_network.Now + (LongestReturn * Edge.Random.NextDouble()), _arrive);
    }

    private TimeSpan Trouble()
    {
        TimeSpan trouble = TimeSpan.FromMilliseconds(Edge.Random.Next(Edge.Plan.JitterMilliseconds + 1));
        TimeSpan wait = Retransmission + (Edge.Delay * 2);
        for (int i = 0; i < 5 && Edge.Random.Next(100) < Edge.Plan.LossPercent + Edge.ExtraLossPercent; i++)
        {
            trouble += wait;
            wait *= 2;
        }

        return trouble;
    }

    // A receiver is not woken for each frame: what comes within a grain of time is read together.
    private void PlanArrival() => _network.Agenda.At(Agenda.RoundUp(_network.Frames.Peek(_underWay).Arrival, ReadingGrain), _arrive);

    private void Arrive()
    {
        if (IsStranded)
        {
            while (TryTakeArrived(out _)) { }
        }
        else if (!Passes || !IsAcknowledged())
        {
            _isHeld = true;
            return;
        }
        else if (Other.IsAlive)
        {
            Other.Owner.Receive(Other);
        }
        else
        {
            Refuse();
        }

        if (!_underWay.IsEmpty) { PlanArrival(); }
    }

    private bool IsAcknowledged()
    {
        _unacknowledged = Other.Passes ? 0 : _unacknowledged + 1;
        return _unacknowledged <= Window;
    }

    // The other end does not know this connection (any more), and says so.
    private void Refuse()
    {
        bool isAnswered = false;
        while (TryTakeArrived(out Frame frame)) { isAnswered |= frame.Kind != FrameKind.End; }

        if (isAnswered && Other.Owner.IsPowered && Edge.Passes(Other.Owner))
        {
            _network.Agenda.At(_network.Now + Edge.Delay, () => Owner.Reset(this));
        }
    }
}
