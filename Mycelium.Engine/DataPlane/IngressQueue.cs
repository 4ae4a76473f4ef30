namespace Mycelium.Engine.DataPlane;

/// <summary>The flows that came from one neighbour, or from this node itself: together they get no more than another's.</summary>
internal sealed class IngressQueue : ScheduledQueue
{
    // Looking at all would let a flood of flows cost as much for each frame that comes.
    private const int FlowsLookedAt = 64;

    private readonly RoundRobin _flows = new();
    private FlowQueue? _large;

    /// <summary>The queue that it is a part of.</summary>
    internal FairQueue Owner { get; private set; } = null!;

    /// <summary>Value of the link's id.</summary>
    internal int Key { get; private set; }

    /// <summary>Makes it the queue of another neighbour.</summary>
    internal void Reset(FairQueue owner, int key)
    {
        (Owner, Key) = (owner, key);
        _large = null;
    }

    internal void Add(QueuedFrame frame, FlowQueue flow)
    {
        flow.Add(frame);
        _flows.Activate(flow);
        if (_large is null || flow.Cost > _large.Cost) { _large = flow; }
    }

    internal override QueuedFrame? Dequeue(in QueueTime time) => _flows.Dequeue(time);

    internal override bool DropOldest()
    {
        ScheduledQueue? largest = _flows.FindLargest(FlowsLookedAt);
        if (largest is null || _large?.Cost > largest.Cost) { largest = _large; }

        return largest?.DropOldest() == true;
    }

    internal override void Retire()
    {
        // Empty flows may still be listed.
        Clear();
        Owner.Forget(this);
    }

    /// <summary>The flow is no longer one of these.</summary>
    internal void Forget(FlowQueue flow)
    {
        if (_large == flow) { _large = null; }
    }

    /// <summary>Forgets all flows.</summary>
    internal void Clear()
    {
        while (_flows.TakeFirst() is FlowQueue flow)
        {
            flow.Clear();
            flow.Retire();
        }
    }
}
