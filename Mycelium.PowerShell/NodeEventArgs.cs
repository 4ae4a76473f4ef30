namespace Mycelium.PowerShell;

/// <summary>What a node's event is about, as <c>$EventArgs</c> in the action of <c>Register-ObjectEvent</c>.</summary>
/// <param name="item">The event or change.</param>
public sealed class NodeEventArgs<T>(T item) : EventArgs
{
    /// <summary>The event or change.</summary>
    public T Item { get; } = item;

    /// <summary>The text of the item.</summary>
    public override string ToString() => Item?.ToString() ?? string.Empty;
}
