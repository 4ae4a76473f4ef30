using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>One subnet whose delivery is in doubt.</summary>
internal sealed class DistrustRecord
{
    /// <summary>Most links distrusted for one subnet; the one that is trusted again first gives way.</summary>
    internal const int MaximumLinks = 16;

    private readonly List<(LinkId Link, TimeSpan Until)> _distrusted = [];

    /// <summary>Until when routes that are not feasible are taken in for the subnet: own packets may use them.</summary>
    internal TimeSpan KeptUntil { get; set; }

    /// <summary>The link for own packets that the data plane was told; none if they go the way of all.</summary>
    internal LinkId Published { get; set; }

    internal bool HasDistrusted => _distrusted.Count > 0;

    internal bool IsDistrusted(LinkId link)
    {
        foreach ((LinkId distrusted, TimeSpan _) in _distrusted)
        {
            if (distrusted == link) { return true; }
        }

        return false;
    }

    internal void Distrust(LinkId link, TimeSpan until)
    {
        Trust(link);
        if (_distrusted.Count == MaximumLinks) { _distrusted.Remove(_distrusted.MinBy(static item => item.Until)); }

        _distrusted.Add((link, until));
        if (KeptUntil < until) { KeptUntil = until; }
    }

    /// <summary>Ends the distrust of a link; false if there was none.</summary>
    internal bool Trust(LinkId link) => _distrusted.RemoveAll(item => item.Link == link) > 0;

    /// <summary>Ends what has lasted its time; false if there was nothing.</summary>
    internal bool Expire(TimeSpan now) => _distrusted.RemoveAll(item => item.Until <= now) > 0 || KeptUntil <= now;

    /// <summary>When something here ends; null if nothing lasts.</summary>
    internal TimeSpan? NextDeadline(TimeSpan now)
    {
        TimeSpan? next = KeptUntil > now ? KeptUntil : null;
        foreach ((LinkId _, TimeSpan until) in _distrusted)
        {
            if (next is null || until < next) { next = until; }
        }

        return next;
    }
}
