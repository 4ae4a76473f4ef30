namespace Mycelium.Engine.DataPlane;

/// <summary>A place of the forwarding table. Prefix and entry lie side by side, so that a lookup waits for memory once.</summary>
internal struct ForwardingSlot
{
    /// <summary>The upper half of the /64's addresses; 0 where there never was an entry. Once set it stays, so readers need no lock.</summary>
    internal ulong High;

    /// <summary>Null where it was removed: those behind it are still found.</summary>
    internal ForwardingEntry? Entry;
}
