using System.Numerics;
using System.Security.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>Subnets and where their packets go. The control loop writes; data threads read without a lock.</summary>
/// <remarks>
/// Nearly every entry is a /64, found by its 64 bits in an open-addressed array. Prefixes of 65 to 128 bits serve only
/// addresses without a /64, so nobody can draw traffic away from it; they cost nothing while there are none.
/// </remarks>
internal sealed class ForwardingTable
{
    /// <summary>Most prefixes that are longer than a /64: they are searched one after the other.</summary>
    internal const int MaximumLongPrefixes = 64;

    private const int SmallestCapacity = 64;

    // Stands where an entry was removed, so that those behind it are still found. No overlay address has a zero prefix.
    private static readonly ForwardingEntry Removed = new(default, default);

    // Random, so that nobody can choose subnets that all meet in one place.
    private readonly ulong _multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
    private ForwardingEntry?[] _slots = new ForwardingEntry?[SmallestCapacity];
    private ForwardingEntry[] _longPrefixes = [];
    private int _used;

    /// <summary>Number of entries.</summary>
    internal int Count { get; private set; }

    /// <summary>Finds the entry for an overlay address; null if there is none.</summary>
    internal ForwardingEntry? Find(Ipv6Address address)
    {
        ForwardingEntry?[] slots = Volatile.Read(ref _slots);
        int mask = slots.Length - 1;
        int index = Place(address.High, slots.Length);
        while (Volatile.Read(ref slots[index]) is { } entry)
        {
            if (entry.High == address.High) { return ReferenceEquals(entry, Removed) ? null : entry; }

            index = (index + 1) & mask;
        }

        ForwardingEntry[] longPrefixes = Volatile.Read(ref _longPrefixes);
        return longPrefixes.Length == 0 ? null : FindLong(longPrefixes, address);
    }

    /// <summary>Sets where a subnet's packets go.</summary>
    /// <returns>An entry that was replaced because the key changed: the data thread must wipe its sealing key.</returns>
    internal ForwardingEntry? Set(Subnet subnet, PublicKey key, LinkId nextHop, TimeSpan expiresAt)
    {
        ForwardingEntry? present = FindExact(subnet);
        if (present?.Key == key)
        {
            present.Update(nextHop, expiresAt);
            return null;
        }

        var entry = new ForwardingEntry(subnet, key);
        entry.Update(nextHop, expiresAt);
        if (subnet.PrefixLength == 64)
        {
            SetShort(entry, present);
        }
        else
        {
            SetLong(entry, present);
        }

        return present;
    }

    /// <summary>Forgets a subnet.</summary>
    /// <returns>The entry that was there: the data thread must wipe its sealing key.</returns>
    internal ForwardingEntry? Remove(Subnet subnet)
    {
        if (FindExact(subnet) is not { } entry) { return null; }

        Count--;
        if (subnet.PrefixLength == 64)
        {
            Volatile.Write(ref _slots[IndexOf(_slots, entry.High)], Removed);
        }
        else
        {
            Volatile.Write(ref _longPrefixes, [.. _longPrefixes.Where(item => item != entry)]);
        }

        return entry;
    }

    /// <summary>All entries, for the end of the data thread.</summary>
    internal IEnumerable<ForwardingEntry> All =>
        Volatile.Read(ref _slots).OfType<ForwardingEntry>().Where(entry => entry != Removed).Concat(Volatile.Read(ref _longPrefixes));

    private static ForwardingEntry? FindLong(ForwardingEntry[] longPrefixes, Ipv6Address address)
    {
        foreach (ForwardingEntry entry in longPrefixes)
        {
            if (entry.Subnet.Contains(address)) { return entry; }
        }

        return null;
    }

    private ForwardingEntry? FindExact(Subnet subnet) => subnet.PrefixLength == 64
        ? _slots[IndexOf(_slots, subnet.Network.High)]
        : Array.Find(_longPrefixes, entry => entry.Subnet == subnet);

    private void SetShort(ForwardingEntry entry, ForwardingEntry? present)
    {
        if (present is null)
        {
            if ((_used + 1) * 4 > _slots.Length * 3) { Rebuild(); }

            _used++;
            Count++;
        }

        Volatile.Write(ref _slots[IndexOf(_slots, entry.High)], entry);
    }

    private void SetLong(ForwardingEntry entry, ForwardingEntry? present)
    {
        if (present is null && _longPrefixes.Length >= MaximumLongPrefixes) { return; }

        Count += present is null ? 1 : 0;
        ForwardingEntry[] next =
        [
            .. _longPrefixes.Where(item => item != present).Append(entry).OrderByDescending(item => item.Subnet.PrefixLength),
        ];
        Volatile.Write(ref _longPrefixes, next);
    }

    private void Rebuild()
    {
        int live = Count - _longPrefixes.Length;
        var slots = new ForwardingEntry?[Math.Max(SmallestCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)(live + 1) * 2))];
        foreach (ForwardingEntry? entry in _slots)
        {
            if (entry is not null && entry != Removed) { slots[IndexOf(slots, entry.High)] = entry; }
        }

        _used = live;
        Volatile.Write(ref _slots, slots);
    }

    // The place of the entry, or the first free one behind where it would be.
    private int IndexOf(ForwardingEntry?[] slots, ulong high)
    {
        int index = Place(high, slots.Length);
        while (slots[index] is { } entry && entry.High != high) { index = (index + 1) & (slots.Length - 1); }

        return index;
    }

    private int Place(ulong high, int length) => (int)((high * _multiplier) >> (64 - BitOperations.TrailingZeroCount(length)));
}
