using System.Diagnostics.CodeAnalysis;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Routing;

/// <summary>The subnets that the router holds something of, with their deadlines in order. Bounded.</summary>
internal sealed class DestinationTable(int capacity, TimeSpan seqnoRequestLife)
{
    // The queue of deadlines is made anew when it has this many times as many places as there are destinations.
    internal const int StaleFactor = 4;

    private readonly Dictionary<Subnet, Destination> _destinations = [];
    private readonly PriorityQueue<Destination, TimeSpan> _deadlines = new();
    private readonly SortedDictionary<int, int> _longPrefixes = new(Comparer<int>.Create(static (a, b) => b - a));

    internal int Count => _destinations.Count;

    internal IEnumerable<Destination> All => _destinations.Values;

    /// <summary>Places taken in the queue of deadlines, those that no longer count included.</summary>
    internal int ScheduledCount => _deadlines.Count;

    /// <summary>When something is due; a time too early is possible, one too late is not.</summary>
    internal TimeSpan? NextDeadline => _deadlines.TryPeek(out _, out TimeSpan due) ? due : null;

    internal bool TryGet(Subnet subnet, [NotNullWhen(true)] out Destination? destination) =>
        _destinations.TryGetValue(subnet, out destination);

    /// <summary>Finds or makes the entry of a subnet; null if the table is full.</summary>
    internal Destination? GetOrAdd(Subnet subnet)
    {
        if (_destinations.TryGetValue(subnet, out Destination? found) || _destinations.Count >= capacity) { return found; }

        var made = new Destination(subnet);
        _destinations.Add(subnet, made);
        CountPrefix(subnet, +1);
        return made;
    }

    /// <summary>
    /// The destination that decides over an address: its /64 if routes to that are known, otherwise the longest longer prefix
    /// with routes. A longer prefix never beats the /64 of the owner.
    /// </summary>
    internal Destination? Covering(Ipv6Address address)
    {
        if (TryGet(address.Subnet, out Destination? exact) && exact.Exists) { return exact; }

        foreach (int length in _longPrefixes.Keys)
        {
            if (TryGet(new Subnet(address, length), out Destination? longer) && longer.Exists) { return longer; }
        }

        return exact;
    }

    /// <summary>Puts the destination where its next deadline belongs, or drops it if it holds nothing.</summary>
    internal void Settle(Destination destination)
    {
        if (destination.IsEmpty)
        {
            if (_destinations.Remove(destination.Subnet)) { CountPrefix(destination.Subnet, -1); }

            destination.ScheduledAt = null;
            RemoveStale();
            return;
        }

        // An entry that is due later stays in the queue as it is and is looked at again when it comes up.
        if (destination.NextDeadline(seqnoRequestLife) is { } due && !(destination.ScheduledAt <= due))
        {
            destination.ScheduledAt = due;
            _deadlines.Enqueue(destination, due);
            RemoveStale();
        }
    }

    /// <summary>Takes the next destination that may have something due.</summary>
    internal bool TryTakeDue(TimeSpan now, [NotNullWhen(true)] out Destination? destination)
    {
        while (_deadlines.TryPeek(out destination, out TimeSpan due) && due <= now)
        {
            _deadlines.Dequeue();
            if (destination.ScheduledAt == due)
            {
                destination.ScheduledAt = null;
                return true;
            }
        }

        destination = null;
        return false;
    }

    // Each deadline that moves forward leaves its old place behind, for as long as that deadline was away: a neighbour could
    // otherwise fill the memory with them.
    private void RemoveStale()
    {
        if (_deadlines.Count <= StaleFactor * (_destinations.Count + StaleFactor)) { return; }

        _deadlines.Clear();
        foreach (Destination destination in _destinations.Values)
        {
            if (destination.ScheduledAt is { } due) { _deadlines.Enqueue(destination, due); }
        }
    }

    private void CountPrefix(Subnet subnet, int change)
    {
        if (subnet.PrefixLength == 64) { return; }

        int count = _longPrefixes.GetValueOrDefault(subnet.PrefixLength) + change;
        if (count == 0)
        {
            _longPrefixes.Remove(subnet.PrefixLength);
        }
        else
        {
            _longPrefixes[subnet.PrefixLength] = count;
        }
    }
}
