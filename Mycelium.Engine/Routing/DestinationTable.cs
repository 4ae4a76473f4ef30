using System.Diagnostics.CodeAnalysis;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Routing;

/// <summary>The subnets that the router holds something of, with their deadlines in order. Bounded.</summary>
internal sealed class DestinationTable
{
    // The queue of deadlines is made anew when it has this many times as many places as there are destinations.
    internal const int StaleFactor = 4;

    // By then its retraction has reached the neighbours, however slow: what they announce does not lead through here.
    private static readonly TimeSpan YoungestToGo = TimeSpan.FromSeconds(60);

    private readonly int _capacity;
    private readonly TimeSpan _seqnoRequestLife;
    private readonly HashSet<Destination> _destinations = new(new SubnetComparer());
    private readonly HashSet<Destination>.AlternateLookup<Subnet> _bySubnet;
    private readonly PriorityQueue<Destination, TimeSpan> _deadlines = new();
    private readonly Queue<Destination> _idle = new();
    private readonly SortedDictionary<int, int> _longPrefixes = new(Comparer<int>.Create(static (a, b) => b - a));

    internal DestinationTable(int capacity, TimeSpan seqnoRequestLife)
    {
        _capacity = capacity;
        _seqnoRequestLife = seqnoRequestLife;
        _bySubnet = _destinations.GetAlternateLookup<Subnet>();
    }

    internal int Count => _destinations.Count;

    /// <summary>How many of them have routes.</summary>
    internal int KnownCount { get; private set; }

    internal IEnumerable<Destination> All => _destinations;

    /// <summary>Places taken in the queue of deadlines, those that no longer count included.</summary>
    internal int ScheduledCount => _deadlines.Count;

    /// <summary>When something is due; a time too early is possible, one too late is not.</summary>
    internal TimeSpan? NextDeadline => _deadlines.TryPeek(out _, out TimeSpan due) ? due : null;

    internal bool TryGet(Subnet subnet, [NotNullWhen(true)] out Destination? destination) =>
        _bySubnet.TryGetValue(subnet, out destination);

    /// <summary>Finds or makes the entry of a subnet; null if the table is full of what is needed.</summary>
    internal Destination? GetOrAdd(Subnet subnet, TimeSpan now) => TryGet(subnet, out Destination? found) ? found : TryAdd(subnet, now);

    /// <summary>Makes the entry of a subnet that has none; null if the table is full of what is needed.</summary>
    /// <remarks>What only feasibility distances are held of gives way, the oldest first: a flood that has passed must not keep out others.</remarks>
    internal Destination? TryAdd(Subnet subnet, TimeSpan now)
    {
        if (_destinations.Count >= _capacity && !TryRemoveIdle(now)) { return null; }

        var made = new Destination(subnet);
        _destinations.Add(made);
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
        destination.Trim();
        if (destination.Exists != destination.IsCounted)
        {
            destination.IsCounted = destination.Exists;
            KnownCount += destination.Exists ? 1 : -1;
        }

        if (destination.IsEmpty)
        {
            Remove(destination);
            return;
        }

        if (destination is { IsIdle: true, IsListedAsIdle: false })
        {
            destination.IsListedAsIdle = true;
            _idle.Enqueue(destination);
        }

        // An entry that is due later stays in the queue as it is and is looked at again when it comes up.
        if (destination.NextDeadline(_seqnoRequestLife) is { } due && !(destination.ScheduledAt <= due))
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

    private void Remove(Destination destination)
    {
        if (Holds(destination))
        {
            _destinations.Remove(destination);
            CountPrefix(destination.Subnet, -1);
        }

        destination.ScheduledAt = null;
        RemoveStale();
    }

    private bool TryRemoveIdle(TimeSpan now)
    {
        while (_idle.TryPeek(out Destination? destination))
        {
            bool isIdle = destination.IsIdle && Holds(destination);
            if (isIdle && now - destination.AnnouncedAt < YoungestToGo) { return false; }

            _idle.Dequeue();
            destination.IsListedAsIdle = false;
            if (!isIdle) { continue; }

            Remove(destination);
            return true;
        }

        return false;
    }

    // The same subnet may be held by another object by now.
    private bool Holds(Destination destination) =>
        _destinations.TryGetValue(destination, out Destination? held) && ReferenceEquals(held, destination);

    // Each deadline that moves forward leaves its old place behind, for as long as that deadline was away, and so does what is no longer
    // idle: a neighbour could otherwise fill the memory with them.
    private void RemoveStale()
    {
        int most = StaleFactor * (_destinations.Count + StaleFactor);
        if (_idle.Count > most) { RemoveStaleIdle(); }

        if (_deadlines.Count <= most) { return; }

        _deadlines.Clear();
        foreach (Destination destination in _destinations)
        {
            if (destination.ScheduledAt is { } due) { _deadlines.Enqueue(destination, due); }
        }
    }

    private void RemoveStaleIdle()
    {
        for (int i = _idle.Count; i > 0; i--)
        {
            Destination destination = _idle.Dequeue();
            destination.IsListedAsIdle = destination.IsIdle && Holds(destination);
            if (destination.IsListedAsIdle) { _idle.Enqueue(destination); }
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
