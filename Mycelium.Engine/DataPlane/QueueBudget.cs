namespace Mycelium.Engine.DataPlane;

/// <summary>The bytes that all links together may keep waiting. One owner.</summary>
/// <param name="capacity">Most bytes.</param>
internal sealed class QueueBudget(int capacity)
{
    /// <summary>Bytes that wait now.</summary>
    internal int Used { get; private set; }

    internal bool HasRoom(int count) => Used + count <= capacity;

    internal void Add(int count) => Used += count;

    internal void Remove(int count) => Used -= count;
}
