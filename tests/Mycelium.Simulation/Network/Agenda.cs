using System.Numerics;

namespace Mycelium.Simulation.Network;

/// <summary>Virtual time: what is to happen, in order of time, and of its being planned where the time is the same.</summary>
/// <remarks>
/// What is near lies in a wheel of short spans, unsorted, and is sorted when its span has come; so most of it is planned in the same
/// time however much there is. What is further away than a turn of the wheel is sorted at once.
/// </remarks>
internal sealed class Agenda
{
    // 102.4 µs a span; a turn of the wheel is 1.7 s.
    private const int SpanBits = 10;
    private const int Spans = 1 << 14;
    private const int WordBits = 64;

    private readonly int[] _first = new int[Spans];
    private readonly ulong[] _isTaken = new ulong[Spans / WordBits];
    private readonly PriorityQueue<Action, Moment> _present = new();
    private readonly PriorityQueue<Action, Moment> _far = new();

    // The lists of the wheel, joined by index; 0 ends a list, and all unused places make another list.
    private (Moment At, Action Action, int Next)[] _places = new (Moment, Action, int)[256];
    private int _usedPlaces = 1;
    private int _unused;
    private int _near;
    private long _span;
    private long _order;

    /// <summary>The present.</summary>
    internal TimeSpan Now { get; private set; }

    /// <summary>What has happened so far.</summary>
    internal long Count { get; private set; }

    /// <summary>The first multiple of a grain of time that is not before a time.</summary>
    internal static TimeSpan RoundUp(TimeSpan time, TimeSpan grain)
    {
        long ticks = time.Ticks;
        return ticks > TimeSpan.MaxValue.Ticks - grain.Ticks ? time : new TimeSpan((ticks + grain.Ticks - 1) / grain.Ticks * grain.Ticks);
    }

    /// <summary>Plans something; what lies in the past happens now.</summary>
    internal void At(TimeSpan time, Action action)
    {
        var at = new Moment(Math.Max(time.Ticks, Now.Ticks), _order++);
        long span = at.Ticks >> SpanBits;
        if (span <= _span)
        {
            _present.Enqueue(action, at);
        }
        else if (span - _span < Spans)
        {
            AddNear((int)(span % Spans), at, action);
        }
        else
        {
            _far.Enqueue(action, at);
        }
    }

    /// <summary>Lets time pass.</summary>
    internal void RunUntil(TimeSpan end)
    {
        while (TryPeek(out Moment next) && next.Ticks <= end.Ticks)
        {
            Action action = _present.Dequeue();
            Now = new TimeSpan(next.Ticks);
            Count++;
            action();
        }

        Now = end;
    }

    private bool TryPeek(out Moment next)
    {
        while (!_present.TryPeek(out _, out next))
        {
            long near = _near > 0 ? NextTaken() : long.MaxValue;
            long far = _far.TryPeek(out _, out Moment first) ? first.Ticks >> SpanBits : long.MaxValue;
            _span = Math.Min(near, far);
            if (_span == long.MaxValue)
            {
                _span = Now.Ticks >> SpanBits;
                return false;
            }

            if (near == _span) { TakeNear((int)(_span % Spans)); }

            while (_far.TryPeek(out _, out first) && first.Ticks >> SpanBits == _span) { _present.Enqueue(_far.Dequeue(), first); }
        }

        return true;
    }

    private long NextTaken()
    {
        int start = (int)((_span + 1) % Spans);
        int word = start / WordBits;
        ulong bits = _isTaken[word] & (ulong.MaxValue << (start % WordBits));
        while (bits == 0)
        {
            word = (word + 1) % _isTaken.Length;
            bits = _isTaken[word];
        }

        int found = (word * WordBits) + BitOperations.TrailingZeroCount(bits);
        return _span + 1 + ((found - start + Spans) % Spans);
    }

    private void AddNear(int slot, Moment at, Action action)
    {
        int place = _unused;
        if (place != 0)
        {
            _unused = _places[place].Next;
        }
        else
        {
            place = _usedPlaces++;
            if (place == _places.Length) { Array.Resize(ref _places, place * 2); }
        }

        _places[place] = (at, action, _first[slot]);
        _first[slot] = place;
        _isTaken[slot / WordBits] |= 1UL << (slot % WordBits);
        _near++;
    }

    private void TakeNear(int slot)
    {
        int place = _first[slot];
        while (place != 0)
        {
            (Moment at, Action action, int next) = _places[place];
            _present.Enqueue(action, at);
            _places[place] = (default, null!, _unused);
            _unused = place;
            place = next;
            _near--;
        }

        _first[slot] = 0;
        _isTaken[slot / WordBits] &= ~(1UL << (slot % WordBits));
    }
}
