using Mycelium.Engine.Wire;

namespace Mycelium.Simulation.Network;

/// <summary>One end of a connection, and the direction from it: what is sent arrives in order, or not at all.</summary>
internal sealed class LinkEnd
{
    private const int QueueBytes = 64 * 1024;
    private static readonly TimeSpan Retransmission = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(3);

    private readonly SimulatedNetwork _network;
    private readonly Queue<Frame> _underWay = new();
    private readonly Action _arrive;
    private readonly int _start;
    private TimeSpan _busyUntil;
    private TimeSpan _lastArrival;
    private long _bytesUnderWay;
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

    internal LinkId Id { get; }

    internal SimulatedNode Owner { get; }

    internal SimulatedEdge Edge { get; }

    internal LinkEnd Other { get; set; } = null!;

    internal bool IsOpen { get; private set; } = true;

    /// <summary>Whether this end is open and its owner has not started anew since.</summary>
    internal bool IsAlive => IsOpen && Owner.IsRunning && Owner.Starts == _start;

    /// <summary>Whether something is on its way from here.</summary>
    internal bool IsBusy => _underWay.Count > 0;

    /// <summary>Whether something is held up by a cut.</summary>
    internal bool IsHeld => _isHeld;

    internal long SentBytes { get; private set; }

    internal void Send(FrameKind kind, in ControlTlv tlv, Packet? packet, int size)
    {
        if (kind == FrameKind.Data && _bytesUnderWay + size > QueueBytes) { return; }

        TimeSpan now = _network.Now;
        TimeSpan start = _busyUntil > now ? _busyUntil : now;
        _busyUntil = start + TimeSpan.FromSeconds((double)size / Edge.Plan.BytesPerSecond);
        TimeSpan arrival = _busyUntil + Edge.Delay + (Edge.IsSteady ? TimeSpan.Zero : Trouble());
        _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
        _bytesUnderWay += size;
        SentBytes += size;
        _underWay.Enqueue(new Frame(kind, tlv, packet, size, _lastArrival));
        if (_underWay.Count == 1) { _network.Agenda.At(_lastArrival, _arrive); }
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

    /// <summary>Lets go on what was held up, if the way is free now: a retransmission brings it.</summary>
    internal void Release()
    {
        if (!_isHeld || !Edge.Passes(Owner)) { return; }

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

    private void Arrive()
    {
        if (!Edge.Passes(Owner))
        {
            _isHeld = true;
            return;
        }

        Frame frame = _underWay.Dequeue();
        _bytesUnderWay -= frame.Size;
        if (_underWay.TryPeek(out Frame next)) { _network.Agenda.At(next.Arrival, _arrive); }

        if (Other.IsAlive)
        {
            Other.Owner.Receive(Other, frame);
        }
        else if (Other.Owner.IsPowered && frame.Kind != FrameKind.End && Edge.Passes(Other.Owner))
        {
            // The other end does not know this connection (any more), and says so.
            _network.Agenda.At(_network.Now + Edge.Delay, () => Owner.Reset(this));
        }
    }
}
