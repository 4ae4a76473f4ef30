using System.Collections;

namespace Mycelium.Engine.Routing;

/// <summary>The effects of one call of the router, in order. Reused: clear it, call, carry out, clear it again.</summary>
public sealed class EffectList : IReadOnlyList<RouterEffect>
{
    private readonly List<RouterEffect> _effects = [];

    /// <summary>Number of effects.</summary>
    public int Count => _effects.Count;

    /// <summary>The effect at a place.</summary>
    public RouterEffect this[int index] => _effects[index];

    /// <summary>Removes all.</summary>
    public void Clear() => _effects.Clear();

    /// <inheritdoc/>
    public IEnumerator<RouterEffect> GetEnumerator() => _effects.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(in RouterEffect effect) => _effects.Add(effect);
}
