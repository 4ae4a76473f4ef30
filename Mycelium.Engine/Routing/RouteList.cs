namespace Mycelium.Engine.Routing;

/// <summary>The routes of a destination, in place; valid until one is added or removed.</summary>
internal readonly ref struct RouteList(Destination destination)
{
    internal int Length => destination.RouteCount;

    internal ref Route this[int index] => ref destination.RouteAt(index);

    public Enumerator GetEnumerator() => new(destination);

    internal ref struct Enumerator(Destination destination)
    {
        private int _index = -1;

        public readonly ref Route Current => ref destination.RouteAt(_index);

        public bool MoveNext() => ++_index < destination.RouteCount;
    }
}
