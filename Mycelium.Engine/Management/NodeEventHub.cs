using System.Threading.Channels;

namespace Mycelium.Engine.Management;

/// <summary>
/// Carries events from the node to its subscribers on a task of its own. The queue is bounded: a slow subscriber loses
/// the oldest events, is told how many, and never slows the node.
/// </summary>
internal sealed class NodeEventHub : IAsyncDisposable
{
    private const int Capacity = 1024;
    private const int PastCapacity = 1000;

    private readonly Channel<NodeEvent> _queue;
    private readonly Action<NodeEvent> _deliver;
    private readonly TimeProvider _time;
    private readonly string _node;
    private readonly Task _delivery;
    private readonly Lock _lock = new();
    private readonly Queue<NodeEvent> _past = new();
    private long _lost;
    private long _dropped;

    /// <summary>Starts the delivery.</summary>
    /// <param name="node">Name of the node, for the events.</param>
    /// <param name="time">Source of their times.</param>
    /// <param name="deliver">Hands one event to the subscribers; what it throws is ignored.</param>
    internal NodeEventHub(string node, TimeProvider time, Action<NodeEvent> deliver)
    {
        _node = node;
        _time = time;
        _deliver = deliver;
        _queue = Channel.CreateBounded<NodeEvent>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ =>
            {
                Interlocked.Increment(ref _lost);
                Interlocked.Increment(ref _dropped);
            });
        _delivery = Task.Run(DeliverAsync);
    }

    /// <summary>Events lost so far.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The latest events, in order; any thread.</summary>
    internal NodeEvent[] Past()
    {
        lock (_lock) { return [.. _past]; }
    }

    /// <summary>Queues an event; any thread, never waits.</summary>
    internal void Raise(NodeEventSeverity severity, string source, string message)
    {
        lock (_lock)
        {
            var item = new NodeEvent(_node, _time.GetUtcNow(), severity, source, message);
            _past.Enqueue(item);
            if (_past.Count > PastCapacity) { _past.Dequeue(); }

            _queue.Writer.TryWrite(item);
        }
    }

    /// <summary>Delivers what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _delivery.ConfigureAwait(false);
    }

    private async Task DeliverAsync()
    {
        await foreach (NodeEvent item in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Deliver(item);
            long lost = Interlocked.Exchange(ref _lost, 0);
            if (lost > 0)
            {
                string message = $"{lost} older events were lost: the subscriber is too slow.";
                Deliver(new NodeEvent(_node, _time.GetUtcNow(), NodeEventSeverity.Warning, "events", message));
            }
        }
    }

    private void Deliver(NodeEvent item)
    {
        try
        {
            _deliver(item);
        }
#pragma warning disable CA1031 // A subscriber's fault must not stop the node or the other events.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
