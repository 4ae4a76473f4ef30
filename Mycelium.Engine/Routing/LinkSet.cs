using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>A few links, each once, in the order in which they came.</summary>
internal sealed class LinkSet
{
    private LinkId[] _links = [];

    internal int Count { get; private set; }

    internal ReadOnlySpan<LinkId> Items => _links.AsSpan(0, Count);

    internal bool Contains(LinkId link) => Items.Contains(link);

    internal void Add(LinkId link)
    {
        if (Contains(link)) { return; }

        if (Count == _links.Length) { Array.Resize(ref _links, Math.Max(2, Count * 2)); }

        _links[Count++] = link;
    }

    /// <summary>Forgets the links for which a condition does not hold.</summary>
    internal void Keep(Func<LinkId, bool> condition)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (condition(_links[i])) { _links[kept++] = _links[i]; }
        }

        Count = kept;
    }
}
