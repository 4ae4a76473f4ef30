namespace Mycelium.Engine.DataPlane;

/// <summary>One of the queues that take turns in a <see cref="RoundRobin"/>.</summary>
internal abstract class ScheduledQueue
{
    /// <summary>Bytes that it may still send in this round; negative if a frame was larger.</summary>
    internal int Deficit { get; set; }

    /// <summary>Whether it is on one of the lists.</summary>
    internal bool IsListed { get; set; }

    /// <summary>The queue behind it on its list.</summary>
    internal ScheduledQueue? Next { get; set; }

    /// <summary>Bytes of memory that its frames cost.</summary>
    internal int Cost { get; set; }

    /// <summary>Takes the next frame that is to be sent; null if there is none, also if what waited was dropped.</summary>
    internal abstract QueuedFrame? Dequeue(in QueueTime time);

    /// <summary>Drops the frame that waits longest; false if there is none.</summary>
    internal abstract bool DropOldest();

    /// <summary>It is empty and was taken off the lists.</summary>
    internal abstract void Retire();
}
