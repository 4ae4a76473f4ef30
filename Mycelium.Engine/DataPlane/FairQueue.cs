using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>
/// The data that waits for one link, under FQ-CoDel in two levels: neighbours take turns, and within each its flows. It exists while
/// something waits. Source: RFC 8290, RFC 8289.
/// </summary>
internal sealed class FairQueue(FrameStore store)
{
    // RFC 8290 section 4.1.2: as many flows are kept apart.
    private const int BucketBits = 10;

    private const int IngressesLookedAt = 64;

    private readonly Dictionary<int, IngressQueue> _ingresses = [];
    private readonly Dictionary<long, FlowQueue> _flows = [];
    private readonly RoundRobin _order = new();

    /// <summary>Bytes of the frames.</summary>
    internal int Bytes { get; private set; }

    /// <summary>Frames that wait.</summary>
    internal int Frames { get; private set; }

    /// <summary>Bytes of memory that the frames cost.</summary>
    internal int Cost { get; private set; }

    /// <summary>Adds a frame, and drops from who has most if that is too much.</summary>
    /// <param name="frame">Taken from the store, complete.</param>
    /// <param name="flow">Hash of the flow.</param>
    /// <param name="ingress">Where it came from.</param>
    /// <param name="capacity">Most bytes of memory.</param>
    internal void Add(QueuedFrame frame, uint flow, LinkId ingress, int capacity)
    {
        IngressQueue from = IngressOf(ingress.Value);
        from.Add(frame, FlowOf(from, flow));
        _order.Activate(from);
        while (Cost > capacity && _order.FindLargest(IngressesLookedAt)?.DropOldest() == true) { }
    }

    /// <summary>Takes the next frame to be sent; null if nothing is left.</summary>
    internal QueuedFrame? Dequeue(in QueueTime time) => _order.Dequeue(time);

    /// <summary>Forgets everything without counting it as dropped.</summary>
    internal void Clear()
    {
        while (_order.TakeFirst() is { } ingress) { ingress.Retire(); }
    }

    /// <summary>Counts a frame that was added.</summary>
    internal void NoteAdded(QueuedFrame frame)
    {
        Frames++;
        Bytes += frame.Length;
        Cost += frame.Cost;
    }

    /// <summary>Counts a frame that was taken.</summary>
    internal void NoteTaken(QueuedFrame frame)
    {
        Frames--;
        Bytes -= frame.Length;
        Cost -= frame.Cost;
    }

    internal void Forget(FlowQueue flow)
    {
        _flows.Remove(flow.Key);
        store.Return(flow);
    }

    internal void Forget(IngressQueue ingress)
    {
        _ingresses.Remove(ingress.Key);
        store.Return(ingress);
    }

    private IngressQueue IngressOf(int key)
    {
        if (_ingresses.TryGetValue(key, out IngressQueue? ingress)) { return ingress; }

        ingress = store.TakeIngress();
        ingress.Reset(this, key);
        _ingresses.Add(key, ingress);
        return ingress;
    }

    private FlowQueue FlowOf(IngressQueue ingress, uint hash)
    {
        long key = ((long)ingress.Key << BucketBits) | (hash & ((1 << BucketBits) - 1));
        if (_flows.TryGetValue(key, out FlowQueue? flow)) { return flow; }

        flow = store.TakeFlow();
        flow.Reset(ingress, key);
        _flows.Add(key, flow);
        return flow;
    }
}
