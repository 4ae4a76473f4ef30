namespace Mycelium.Engine.Wire;

/// <summary>The type byte of a control TLV. Source: <c>routing-wire.md</c> sections 1 and 8.</summary>
public enum TlvType : byte
{
    /// <summary>One byte of padding without a length; never sent.</summary>
    Pad1 = 0,

    /// <summary>Probes a neighbour.</summary>
    Hello = 4,

    /// <summary>Answers a Hello ("I heard you").</summary>
    Ihu = 5,

    /// <summary>Announces or retracts a route.</summary>
    Update = 8,

    /// <summary>Searches for a route.</summary>
    RouteRequest = 9,

    /// <summary>Asks for a route with a newer sequence number.</summary>
    SeqnoRequest = 10,
}
