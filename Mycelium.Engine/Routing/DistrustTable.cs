using System.Diagnostics.CodeAnalysis;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>The subnets whose delivery is in doubt, with the links that are not to be relied on. Bounded; empty on a healthy node.</summary>
internal sealed class DistrustTable(int capacity)
{
    private readonly Dictionary<Subnet, DistrustRecord> _records = [];

    internal int Count => _records.Count;

    /// <summary>When <see cref="TakeDue"/> has something to do.</summary>
    internal TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    internal bool TryGet(Subnet subnet, [NotNullWhen(true)] out DistrustRecord? record)
    {
        record = null;
        return _records.Count > 0 && _records.TryGetValue(subnet, out record);
    }

    /// <summary>Whether own packets to the subnet do not arrive over the link.</summary>
    internal bool Contains(Subnet subnet, LinkId link) => TryGet(subnet, out DistrustRecord? record) && record.IsDistrusted(link);

    /// <summary>Finds or makes the record of a subnet and keeps it for a while; null if the table is full.</summary>
    internal DistrustRecord? Keep(Subnet subnet, TimeSpan until)
    {
        if (!_records.TryGetValue(subnet, out DistrustRecord? record))
        {
            if (_records.Count >= capacity) { return null; }

            record = new DistrustRecord();
            _records.Add(subnet, record);
        }

        if (record.KeptUntil < until) { record.KeptUntil = until; }

        NextDeadline = until < NextDeadline ? until : NextDeadline;
        return record;
    }

    /// <summary>Ends what has lasted its time, and returns the subnets concerned; a record stays until it is empty.</summary>
    internal List<Subnet> TakeDue(TimeSpan now)
    {
        List<Subnet> due = [];
        NextDeadline = TimeSpan.MaxValue;
        foreach ((Subnet subnet, DistrustRecord record) in _records)
        {
            if (record.Expire(now)) { due.Add(subnet); }

            if (record.NextDeadline(now) is { } next && next < NextDeadline) { NextDeadline = next; }
        }

        return due;
    }

    /// <summary>Drops the record if nothing in it lasts.</summary>
    internal void Settle(Subnet subnet, TimeSpan now)
    {
        if (_records.TryGetValue(subnet, out DistrustRecord? record) && record.NextDeadline(now) is null) { _records.Remove(subnet); }
    }

    /// <summary>A link is gone; its number never comes back.</summary>
    internal void Forget(LinkId link)
    {
        foreach (DistrustRecord record in _records.Values) { record.Trust(link); }
    }
}
