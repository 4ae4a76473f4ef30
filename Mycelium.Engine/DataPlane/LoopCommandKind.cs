namespace Mycelium.Engine.DataPlane;

/// <summary>Kinds of <see cref="LoopCommand"/>.</summary>
internal enum LoopCommandKind
{
    /// <summary>Take over a connection.</summary>
    Attach,

    /// <summary>Send what waits, as far as it goes at once, and close.</summary>
    Detach,

    /// <summary>Send a TLV.</summary>
    SendControl,

    /// <summary>A subnet has a route now.</summary>
    Release,

    /// <summary>A subnet has no route.</summary>
    Refuse,

    /// <summary>Wipe the key of an entry that left the table.</summary>
    Wipe,

    /// <summary>Send an echo request.</summary>
    Ping,

    /// <summary>End.</summary>
    Stop,
}
