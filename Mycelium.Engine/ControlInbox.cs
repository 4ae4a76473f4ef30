using System.Collections.Concurrent;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <summary>
/// What waits for the control loop. Many producers, one consumer. Each link has a lane of its own, and the lanes take turns, one input
/// each: a neighbour that floods is the only one that waits. A lane that takes too much rests, and so in the end is not read. Work items are bounded by who posts them: each link, dial, listener and
/// waiting caller has at most a few.
/// </summary>
internal sealed class ControlInbox : IDisposable
{
    /// <summary>Most TLVs of one link that wait; beyond, the link is not read.</summary>
    internal const int LaneCapacity = 1024;

    /// <summary>TLVs of all links beyond which a lane takes only <see cref="SmallLane"/> more.</summary>
    internal const int InputCapacity = 16_384;

    /// <summary>What a lane takes however much waits in others.</summary>
    internal const int SmallLane = 32;

    /// <summary>Most needs of packets that wait.</summary>
    internal const int NeedsCapacity = 2048;

    /// <summary>TLVs of one link taken per second in the long run; what comes beyond waits.</summary>
    internal const int LaneRate = 10_000;

    /// <summary>TLVs of one link taken at once: as many routes as a large network has.</summary>
    internal const int LaneBurst = 20_000;

    private readonly ConcurrentQueue<Action> _work = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<LinkId, Lane> _lanes = [];
    private readonly Queue<Lane> _turns = new();
    private readonly List<Lane> _resting = [];
    private readonly Lane _needs = new(int.MaxValue, int.MaxValue);
    private readonly object _door = new();
    private readonly ITimer? _timer;
    private bool _isRung;
    private int _inputCount;
    private int _turnCount;
    private int _wasRefused;
    private long _pauses;

    internal ControlInbox(TimeProvider time)
    {
        // The system's time needs no timer, which would cost a wake-up of its own.
        if (time == TimeProvider.System) { return; }

        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether nothing can be taken now.</summary>
    internal bool IsEmpty => Volatile.Read(ref _turnCount) == 0 && _work.IsEmpty;

    /// <summary>Whether a lane rests.</summary>
    internal bool HasResting { get; private set; }

    /// <summary>How often a TLV found no room, and its link was not read for a while.</summary>
    internal long Pauses => Volatile.Read(ref _pauses);

    /// <summary>Queues a TLV; false if its lane is full: the caller keeps it and stops reading from the link for now.</summary>
    internal bool TryPost(LinkId link, in ControlTlv tlv)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(link, out Lane? lane)) { _lanes.Add(link, lane = new Lane(LaneBurst, LaneRate)); }

            if (lane.Inputs.Count >= (_inputCount < InputCapacity ? LaneCapacity : SmallLane))
            {
                _pauses++;
                Volatile.Write(ref _wasRefused, 1);
                return false;
            }

            Enqueue(lane, ControlInput.Received(link, tlv));
        }

        Ring();
        return true;
    }

    /// <summary>Queues the need for a route; false if too much waits: the caller asks again with a later packet.</summary>
    internal bool TryPost(Ipv6Address address, RouteNeed need)
    {
        lock (_lock)
        {
            if (_needs.Inputs.Count >= NeedsCapacity) { return false; }

            Enqueue(_needs, ControlInput.Needed(address, need));
        }

        Ring();
        return true;
    }

    /// <summary>Queues work to be done on the control loop.</summary>
    internal void Post(Action work)
    {
        _work.Enqueue(work);
        Ring();
    }

    /// <summary>Forgets a link and what waits of it.</summary>
    internal void Remove(LinkId link)
    {
        lock (_lock)
        {
            if (!_lanes.Remove(link, out Lane? lane)) { return; }

            _inputCount -= lane.Inputs.Count;
            lane.Inputs.Clear();
        }
    }

    /// <summary>Ends the rest of all lanes.</summary>
    internal void EndRest()
    {
        if (!HasResting) { return; }

        lock (_lock)
        {
            foreach (Lane lane in _resting) { _turns.Enqueue(lane); }

            _resting.Clear();
            HasResting = false;
            _turnCount = _turns.Count;
        }
    }

    /// <summary>Takes the next input of the lane whose turn it is.</summary>
    /// <param name="now">The consumer's monotonic clock.</param>
    /// <param name="input">The input.</param>
    internal bool TryTake(TimeSpan now, out ControlInput input)
    {
        lock (_lock)
        {
            bool isFound = TryTakeTurn(now, out input);
            _turnCount = _turns.Count;
            return isFound;
        }
    }

    private bool TryTakeTurn(TimeSpan now, out ControlInput input)
    {
        while (_turns.TryDequeue(out Lane? lane))
        {
            if (lane.Inputs.Count == 0)
            {
                lane.HasTurn = false;
                continue;
            }

            if (!lane.Budget.TryTake(now))
            {
                _resting.Add(lane);
                HasResting = true;
                continue;
            }

            input = lane.Inputs.Dequeue();
            _inputCount--;
            lane.HasTurn = lane.Inputs.Count > 0;
            if (lane.HasTurn) { _turns.Enqueue(lane); }

            return true;
        }

        input = default;
        return false;
    }

    internal bool TryTakeWork([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Action? work) => _work.TryDequeue(out work);

    /// <summary>Whether a TLV was refused since the last call: whoever holds it should offer it again.</summary>
    internal bool TakeRefusal() => Volatile.Read(ref _wasRefused) != 0 && Interlocked.Exchange(ref _wasRefused, 0) != 0;

    /// <summary>Waits until something was posted, or for <paramref name="delay"/>; the consumer's thread.</summary>
    internal void Wait(TimeSpan delay)
    {
        if (!IsEmpty || delay <= TimeSpan.Zero) { return; }

        _timer?.Change(delay, Timeout.InfiniteTimeSpan);
        lock (_door)
        {
            if (!_isRung) { Monitor.Wait(_door, _timer is null ? delay : Timeout.InfiniteTimeSpan); }

            _isRung = false;
        }

        // Who finds the bell rung posted before this, and is seen by the caller, who looks after it.
        Interlocked.MemoryBarrier();
    }

    public void Dispose() => _timer?.Dispose();

    private void Ring()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isRung)) { return; }

        lock (_door)
        {
            _isRung = true;
            Monitor.Pulse(_door);
        }
    }

    private void Enqueue(Lane lane, in ControlInput input)
    {
        lane.Inputs.Enqueue(input);
        _inputCount++;
        if (lane.HasTurn) { return; }

        lane.HasTurn = true;
        _turns.Enqueue(lane);
        _turnCount = _turns.Count;
    }

    private sealed class Lane(int burst, double rate)
    {
        internal TokenBucket Budget { get; } = new(burst, rate);

        internal Queue<ControlInput> Inputs { get; } = new();

        internal bool HasTurn { get; set; }
    }
}
