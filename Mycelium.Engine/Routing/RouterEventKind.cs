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

    /// <summary>What the data plane has seen of a link; given before timers are handled.</summary>
    LinkObserved,

    /// <summary>The user sets what a link costs, or leaves it to be measured again.</summary>
    CostSet,

    /// <summary>Own packets may not arrive where they go: other ways are asked for. See <see cref="RouterEvent.Subnet"/>.</summary>
    DeliveryDoubted,

    /// <summary>Own packets to a subnet do not arrive over a link, though they do over another.</summary>
    DeliveryFailed,

    /// <summary>Own packets to a subnet arrive over a link.</summary>
    DeliveryProved,

    /// <summary>The network of this machine changed: every link is probed at once.</summary>
    NetworkChanged,

    /// <summary>This machine slept, or its clock jumped: every link is probed at once, and closed if it does not answer soon.</summary>
    Woke,
}
