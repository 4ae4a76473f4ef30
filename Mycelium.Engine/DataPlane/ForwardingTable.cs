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

    // Random, so that nobody can choose subnets that all meet in one place.
    private readonly ulong _multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
    private ForwardingSlot[] _slots = new ForwardingSlot[SmallestCapacity];
    private ForwardingEntry[] _longPrefixes = [];
    private int _used;

    /// <summary>Number of entries.</summary>
    internal int Count { get; private set; }

    /// <summary>Finds the entry for an overlay address; null if there is none.</summary>
    internal ForwardingEntry? Find(Ipv6Address address)
    {
        ForwardingSlot[] slots = Volatile.Read(ref _slots);
        ref ForwardingSlot slot = ref slots[IndexOf(slots, address.High)];
        ulong high = Volatile.Read(ref slot.High);
        if (high != 0 && high == address.High && Volatile.Read(ref slot.Entry) is { } entry) { return entry; }

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
        if (present is not null) { entry.UpdateOwn(present.OwnNextHop == present.NextHop ? LinkId.None : present.OwnNextHop); }

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

    /// <summary>Sets where own packets to a subnet go; none: where all go.</summary>
    internal void SetOwn(Subnet subnet, LinkId nextHop) => FindExact(subnet)?.UpdateOwn(nextHop);

    /// <summary>Forgets a subnet.</summary>
    /// <returns>The entry that was there: the data thread must wipe its sealing key.</returns>
    internal ForwardingEntry? Remove(Subnet subnet)
    {
        if (FindExact(subnet) is not { } entry) { return null; }

        Count--;
        if (subnet.PrefixLength == 64)
        {
            Volatile.Write(ref _slots[IndexOf(_slots, entry.High)].Entry, null);
        }
        else
        {
            Volatile.Write(ref _longPrefixes, [.. _longPrefixes.Where(item => item != entry)]);
        }

        return entry;
    }

    /// <summary>All entries, for the end of the data thread.</summary>
    internal IEnumerable<ForwardingEntry> All =>
        Volatile.Read(ref _slots).Select(slot => slot.Entry).OfType<ForwardingEntry>().Concat(Volatile.Read(ref _longPrefixes));

    private static ForwardingEntry? FindLong(ForwardingEntry[] longPrefixes, Ipv6Address address)
    {
        foreach (ForwardingEntry entry in longPrefixes)
        {
            if (entry.Subnet.Contains(address)) { return entry; }
        }

        return null;
    }

    private ForwardingEntry? FindExact(Subnet subnet) => subnet.PrefixLength == 64
        ? _slots[IndexOf(_slots, subnet.Network.High)].Entry
        : Array.Find(_longPrefixes, entry => entry.Subnet == subnet);

    private void SetShort(ForwardingEntry entry, ForwardingEntry? present)
    {
        if ((_used + 1) * 4 > _slots.Length * 3) { Rebuild(); }

        ref ForwardingSlot slot = ref _slots[IndexOf(_slots, entry.High)];
        if (slot.High == 0) { _used++; }

        if (present is null) { Count++; }

        // In this order: a reader that sees the prefix sees the entry.
        Volatile.Write(ref slot.Entry, entry);
        Volatile.Write(ref slot.High, entry.High);
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
        var slots = new ForwardingSlot[Math.Max(SmallestCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)(live + 1) * 2))];
        foreach (ForwardingSlot slot in _slots)
        {
            if (slot.Entry is not null) { slots[IndexOf(slots, slot.High)] = slot; }
        }

        _used = live;
        Volatile.Write(ref _slots, slots);
    }

    // The place of the prefix, or the first free one behind where it would be.
    private int IndexOf(ForwardingSlot[] slots, ulong high)
    {
        int index = Place(high, slots.Length);
        while (Volatile.Read(ref slots[index].High) is var taken && taken != high && taken != 0) { index = (index + 1) & (slots.Length - 1); }

        return index;
    }

    private int Place(ulong high, int length) => (int)((high * _multiplier) >> (64 - BitOperations.TrailingZeroCount(length)));
}
