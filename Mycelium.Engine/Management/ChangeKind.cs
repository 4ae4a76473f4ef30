namespace Mycelium.Engine.Management;

/// <summary>How a row of a node's table differs from what was seen of it before.</summary>
public enum ChangeKind
{
    /// <summary>It was there when the watch began.</summary>
    Present,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It stands differently.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Removed,
}
