namespace Mycelium.Engine.DataPlane;

/// <summary>The frames of one flow in order, with CoDel. Source: RFC 8289 section 5.</summary>
internal sealed class FlowQueue(FrameStore store) : ScheduledQueue
{
    /// <summary>RFC 8289's INTERVAL: about the longest usual round trip.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>What waited longer is of no use any more: whoever waits for it has sent it again.</summary>
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    // RFC 8289's MAXPACKET: what is left is no standing queue.
    private const int LargestUsualFrame = 1536;

    private QueuedFrame? _head;
    private QueuedFrame? _tail;
    private int _bytes;

    // Zero while the delay is below the target.
    private TimeSpan _firstAbove;
    private TimeSpan _nextDrop;
    private int _count;
    private int _lastCount;
    private bool _isDropping;

    /// <summary>Whose flow it is.</summary>
    internal IngressQueue Ingress { get; private set; } = null!;

    /// <summary>What the queue finds it by.</summary>
    internal long Key { get; private set; }

    /// <summary>Makes it the queue of another flow.</summary>
    internal void Reset(IngressQueue ingress, long key)
    {
        (Ingress, Key) = (ingress, key);
        _firstAbove = _nextDrop = TimeSpan.Zero;
        _count = _lastCount = 0;
        _isDropping = false;
    }

    internal void Add(QueuedFrame frame)
    {
        if (_tail is null)
        {
            _head = frame;
        }
        else
        {
            _tail.Next = frame;
        }

        _tail = frame;
        _bytes += frame.Length;
        Cost += frame.Cost;
        Ingress.Cost += frame.Cost;
        Ingress.Owner.NoteAdded(frame);
    }

    internal override QueuedFrame? Dequeue(in QueueTime time)
    {
        QueuedFrame? frame = Take(time, out bool mayDrop);
        if (_isDropping)
        {
            _isDropping = mayDrop;
            while (_isDropping && time.Now >= _nextDrop)
            {
                store.Drop(frame!, DropReason.QueueDelay);
                _count++;
                frame = Take(time, out mayDrop);
                _isDropping = mayDrop;
                if (mayDrop) { _nextDrop = After(_nextDrop); }
            }
        }
        else if (mayDrop)
        {
            store.Drop(frame!, DropReason.QueueDelay);
            frame = Take(time, out _);
            _isDropping = true;

            // A queue that was controlled a short while ago goes on from there.
            int delta = _count - _lastCount;
            _count = delta > 1 && time.Now - _nextDrop < 16 * Interval ? delta : 1;
            _nextDrop = After(time.Now);
            _lastCount = _count;
        }

        return frame;
    }

    internal override bool DropOldest()
    {
        if (TakeHead() is not { } frame) { return false; }

        store.Drop(frame, DropReason.LinkQueueFull);
        return true;
    }

    /// <summary>Forgets all frames; they are not counted as dropped.</summary>
    internal void Clear()
    {
        while (TakeHead() is { } frame) { store.Return(frame); }
    }

    internal override void Retire()
    {
        Ingress.Forget(this);
        Ingress.Owner.Forget(this);
    }

    private QueuedFrame? Take(in QueueTime time, out bool mayDrop)
    {
        mayDrop = false;
        while (TakeHead() is { } frame)
        {
            TimeSpan delay = time.Now - frame.Arrival;
            if (delay > LongestDelay)
            {
                store.Drop(frame, DropReason.QueueDelay);
                continue;
            }

            if (delay < time.Target || _bytes <= LargestUsualFrame)
            {
                _firstAbove = TimeSpan.Zero;
            }
            else if (_firstAbove == TimeSpan.Zero)
            {
                _firstAbove = time.Now + Interval;
            }
            else
            {
                mayDrop = time.Now >= _firstAbove;
            }

            return frame;
        }

        _firstAbove = TimeSpan.Zero;
        return null;
    }

    private QueuedFrame? TakeHead()
    {
        QueuedFrame? frame = _head;
        if (frame is null) { return null; }

        _head = frame.Next;
        if (_head is null) { _tail = null; }

        frame.Next = null;
        _bytes -= frame.Length;
        Cost -= frame.Cost;
        Ingress.Cost -= frame.Cost;
        Ingress.Owner.NoteTaken(frame);
        return frame;
    }

    // RFC 8289's control law.
    private TimeSpan After(TimeSpan time) => time + (Interval / Math.Sqrt(_count));
}
