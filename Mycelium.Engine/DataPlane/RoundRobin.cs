namespace Mycelium.Engine.DataPlane;

/// <summary>
/// Deficit round robin with precedence for queues that were empty, so that who sends seldom does not wait for who sends much.
/// Source: RFC 8290 sections 4.1 and 4.2.
/// </summary>
internal sealed class RoundRobin
{
    // A frame of the usual MTU of 1400 with its headers.
    private const int Quantum = 1536;

    private List _new;
    private List _old;

    private ScheduledQueue? First => _new.Head ?? _old.Head;

    /// <summary>Lists a queue that got a frame.</summary>
    internal void Activate(ScheduledQueue queue)
    {
        if (queue.IsListed) { return; }

        queue.IsListed = true;
        queue.Deficit = Quantum;
        _new.Append(queue);
    }

    /// <summary>Takes the next frame; null if nothing waits any more.</summary>
    internal QueuedFrame? Dequeue(in QueueTime time)
    {
        while (First is { } queue)
        {
            bool isNew = _new.Head is not null;
            if (queue.Deficit <= 0)
            {
                queue.Deficit += Quantum;
                RemoveFirst(isNew);
                _old.Append(queue);
                continue;
            }

            if (queue.Dequeue(time) is { } frame)
            {
                queue.Deficit -= frame.Length;
                return frame;
            }

            RemoveFirst(isNew);
            if (isNew && _old.Head is not null)
            {
                // Otherwise it could come back as a new one at once, and starve the old ones.
                _old.Append(queue);
            }
            else
            {
                queue.IsListed = false;
                queue.Retire();
            }
        }

        return null;
    }

    /// <summary>Takes the queue whose turn it is off its list; null if there is none.</summary>
    internal ScheduledQueue? TakeFirst()
    {
        ScheduledQueue? queue = First;
        if (queue is null) { return null; }

        RemoveFirst(queue == _new.Head);
        queue.IsListed = false;
        return queue;
    }

    /// <summary>The queue with the most memory among the first ones of both lists; null only if all are empty.</summary>
    /// <param name="limit">How many of each list are looked at.</param>
    internal ScheduledQueue? FindLargest(int limit)
    {
        // What was dropped leaves empty queues: they must not hide the others.
        while (First is { Cost: 0 }) { TakeFirst()!.Retire(); }

        while (_old.Head is { Cost: 0 } queue)
        {
            _old.RemoveFirst();
            queue.IsListed = false;
            queue.Retire();
        }

        ScheduledQueue? largest = _old.Largest(limit);
        ScheduledQueue? other = _new.Largest(limit);
        return other is not null && (largest is null || other.Cost > largest.Cost) ? other : largest;
    }

    private void RemoveFirst(bool isNew)
    {
        if (isNew)
        {
            _new.RemoveFirst();
        }
        else
        {
            _old.RemoveFirst();
        }
    }

    private struct List
    {
        private ScheduledQueue? _last;

        internal ScheduledQueue? Head { get; private set; }

        internal void Append(ScheduledQueue queue)
        {
            if (Head is null)
            {
                Head = queue;
            }
            else
            {
                _last!.Next = queue;
            }

            _last = queue;
        }

        internal void RemoveFirst()
        {
            ScheduledQueue first = Head!;
            Head = first.Next;
            first.Next = null;
            if (Head is null) { _last = null; }
        }

        internal readonly ScheduledQueue? Largest(int limit)
        {
            ScheduledQueue? largest = null;
            ScheduledQueue? queue = Head;
            for (int i = 0; i < limit && queue is not null; i++, queue = queue.Next)
            {
                if (largest is null || queue.Cost > largest.Cost) { largest = queue; }
            }

            return largest;
        }
    }
}
