using System.Collections.Concurrent;
using System.Threading.Channels;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <summary>
/// What waits for the control loop. Many producers, one consumer. Network input is bounded by count; work items are bounded by
/// who posts them: each link, dial, listener and waiting caller has at most a few.
/// </summary>
internal sealed class ControlInbox : IDisposable
{
    internal const int InputCapacity = 8192;
    private const int NeedsCapacity = InputCapacity / 4;

    private readonly Channel<bool> _doorbell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly ConcurrentQueue<ControlInput> _inputs = new();
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly ITimer _timer;
    private int _inputCount;
    private int _wasRefused;

    internal ControlInbox(TimeProvider time)
    {
        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether anything waits.</summary>
    internal bool IsEmpty => _inputs.IsEmpty && _work.IsEmpty;

    /// <summary>Queues a TLV; false if the queue is full: the caller keeps it and stops reading from the link for now.</summary>
    internal bool TryPost(LinkId link, in ControlTlv tlv)
    {
        if (TryPost(ControlInput.Received(link, tlv), InputCapacity)) { return true; }

        Volatile.Write(ref _wasRefused, 1);
        return false;
    }

    /// <summary>Queues the need for a route; false if too much waits: the caller asks again with a later packet.</summary>
    internal bool TryPost(Ipv6Address address, RouteNeed need) => TryPost(ControlInput.Needed(address, need), NeedsCapacity);

    /// <summary>Queues work to be done on the control loop.</summary>
    internal void Post(Action work)
    {
        _work.Enqueue(work);
        Ring();
    }

    private void Ring() => _doorbell.Writer.TryWrite(true);

    internal bool TryTake(out ControlInput input)
    {
        if (!_inputs.TryDequeue(out input)) { return false; }

        Interlocked.Decrement(ref _inputCount);
        return true;
    }

    internal bool TryTakeWork([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Action? work) => _work.TryDequeue(out work);

    /// <summary>Whether a TLV was refused since the last call: whoever holds it should offer it again.</summary>
    internal bool TakeRefusal() => Interlocked.Exchange(ref _wasRefused, 0) != 0;

    /// <summary>Completes when something was posted, or after <paramref name="delay"/>.</summary>
    internal async ValueTask WaitAsync(TimeSpan delay)
    {
        if (IsEmpty && delay > TimeSpan.Zero)
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
            await _doorbell.Reader.ReadAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => _timer.Dispose();

    private bool TryPost(in ControlInput input, int capacity)
    {
        if (Volatile.Read(ref _inputCount) >= capacity) { return false; }

        Interlocked.Increment(ref _inputCount);
        _inputs.Enqueue(input);
        Ring();
        return true;
    }
}
