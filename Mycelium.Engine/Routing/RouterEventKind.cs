namespace Mycelium.Engine.Routing;

/// <summary>What happened to the router.</summary>
public enum RouterEventKind
{
    /// <summary>A connection to a neighbour is ready.</summary>
    LinkUp,

    /// <summary>A connection is gone; nothing more is sent to it or taken from it.</summary>
    LinkDown,

    /// <summary>A control TLV arrived on a link.</summary>
    TlvReceived,

    /// <summary>A data packet had no usable route or key; see <see cref="RouteNeed"/>.</summary>
    RouteNeeded,
}
