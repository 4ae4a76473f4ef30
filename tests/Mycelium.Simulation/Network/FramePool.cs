namespace Mycelium.Simulation.Network;

/// <summary>The frames that are under way on all connections: queues in one array, joined by index, so that many cost little.</summary>
internal sealed class FramePool
{
    private Frame[] _frames = new Frame[64];
    private int[] _next = new int[64];
    private int _used = 1;
    private int _unused;

    /// <summary>The first frame of a queue that is not empty.</summary>
    internal ref readonly Frame Peek(in FrameQueue queue) => ref _frames[queue.First];

    internal void Add(ref FrameQueue queue, in Frame frame)
    {
        int place = TakePlace();
        _frames[place] = frame;
        _next[place] = 0;
        if (queue.First == 0)
        {
            queue.First = place;
        }
        else
        {
            _next[queue.Last] = place;
        }

        queue.Last = place;
    }

    /// <summary>Takes the first frame of a queue that is not empty.</summary>
    internal Frame Take(ref FrameQueue queue)
    {
        int place = queue.First;
        Frame frame = _frames[place];
        queue.First = _next[place];
        _frames[place] = default;
        _next[place] = _unused;
        _unused = place;
        return frame;
    }

    private int TakePlace()
    {
        int place = _unused;
        if (place != 0)
        {
            _unused = _next[place];
            return place;
        }

        if (_used == _frames.Length)
        {
            Array.Resize(ref _frames, _used * 2);
            Array.Resize(ref _next, _used * 2);
        }

        return _used++;
    }
}
