using System.Diagnostics.CodeAnalysis;

namespace Mycelium.Engine.Routing;

/// <summary>A list that nearly always has one item: that one takes no array. A mutable struct: keep it in a field, never copy it.</summary>
/// <typeparam name="T">The items; their default value means "none".</typeparam>
internal struct InlineList<T>
    where T : struct, IInlineItem
{
    private T _first;
    private T[]? _others;

    internal readonly int Count => _first.IsPresent ? 1 + (_others?.Length ?? 0) : 0;

    [UnscopedRef]
    internal ref T this[int index] => ref index == 0 ? ref _first : ref _others![index - 1];

    internal void Add(in T item)
    {
        if (!_first.IsPresent)
        {
            _first = item;
            return;
        }

        Array.Resize(ref _others, (_others?.Length ?? 0) + 1);
        _others[^1] = item;
    }

    /// <summary>Removes an item; the last one takes its place.</summary>
    internal void RemoveAt(int index)
    {
        int last = Count - 1;
        this[index] = this[last];
        switch (last)
        {
            case 0:
                _first = default;
                break;
            case 1:
                _others = null;
                break;
            default:
                Array.Resize(ref _others, last - 1);
                break;
        }
    }
}
