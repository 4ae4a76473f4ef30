using System.Collections;

namespace Mycelium.Engine.Routing;

/// <summary>The effects of one call of the router, in order. Reused: clear it, call, carry out, clear it again.</summary>
public sealed class EffectList : IReadOnlyList<RouterEffect>
{
    private const int MostKept = 1024;

    private RouterEffect[] _effects = new RouterEffect[4];

    /// <summary>Number of effects.</summary>
    public int Count { get; private set; }

    /// <summary>The effect at a place; valid until one is added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ref readonly RouterEffect this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return ref _effects[index];
        }
    }

    /// <inheritdoc/>
    RouterEffect IReadOnlyList<RouterEffect>.this[int index] => this[index];

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        Count = 0;
        if (_effects.Length > MostKept) { _effects = new RouterEffect[MostKept]; }
    }

    /// <inheritdoc/>
    public IEnumerator<RouterEffect> GetEnumerator() => _effects.Take(Count).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(in RouterEffect effect)
    {
        if (Count == _effects.Length) { Array.Resize(ref _effects, Count * 2); }

        _effects[Count++] = effect;
    }
}
