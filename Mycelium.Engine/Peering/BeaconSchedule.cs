namespace Mycelium.Engine.Peering;

/// <summary>When a beacon goes out on which interface. Pure: time comes in. One owner.</summary>
/// <remarks>
/// The protocol has a beacon a minute. An interface that is new gets two, a few seconds apart, because its address may still be
/// tentative at the first, which then reaches nobody; one that failed is tried at the next look.
/// </remarks>
internal sealed class BeaconSchedule
{
    /// <summary>Time between looks at the interfaces.</summary>
    internal static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, (TimeSpan Due, bool IsNew)> _interfaces = [];

    /// <summary>Number of interfaces.</summary>
    internal int Count => _interfaces.Count;

    /// <summary>Takes the interfaces as they are now, and returns those that get a beacon.</summary>
    /// <param name="present">Their indices.</param>
    /// <param name="now">The owner's monotonic clock.</param>
    internal IReadOnlyList<long> Look(IReadOnlyCollection<long> present, TimeSpan now)
    {
        foreach (long gone in _interfaces.Keys.Except(present)) { _interfaces.Remove(gone); }

        foreach (long index in present) { _interfaces.TryAdd(index, (now, true)); }

        return [.. present.Where(index => _interfaces[index].Due <= now)];
    }

    /// <summary>A beacon was sent, or could not be.</summary>
    internal void Sent(long index, bool isSuccess, TimeSpan now)
    {
        bool isNew = _interfaces[index].IsNew;
        _interfaces[index] = isSuccess
            ? (now + (isNew ? LookInterval : DiscoveryRules.BeaconInterval), false)
            : (now + LookInterval, isNew);
    }
}
