namespace Mycelium.Engine.DataPlane;

/// <summary>Why a packet was not passed on. The names are stable: they are the keys of <c>NodeStatistic.Dropped</c>.</summary>
public enum DropReason
{
    /// <summary>Not a complete IPv6 packet.</summary>
    Malformed,

    /// <summary>From the host with a source that is not this node's, or from a peer with a source that no node can have.</summary>
    SourceAddress,

    /// <summary>To a destination that no node can have: multicast, or outside the overlay.</summary>
    DestinationAddress,

    /// <summary>Hop limit used up.</summary>
    HopLimit,

    /// <summary>No route, or no answer to the search for one.</summary>
    NoRoute,

    /// <summary>Too much waits for a route already.</summary>
    WaitingFull,

    /// <summary>Waited too long for a route.</summary>
    WaitingExpired,

    /// <summary>The queue of the link to the next hop is full.</summary>
    LinkQueueFull,

    /// <summary>The host did not take the packet.</summary>
    Host,

    /// <summary>Could not be opened with the key behind the source address.</summary>
    NotAuthentic,

    /// <summary>An exact repetition of a packet that was delivered.</summary>
    Replayed,

    /// <summary>The inner source is not in the subnet of the sender.</summary>
    InnerSource,

    /// <summary>The inner destination is not in the own subnet.</summary>
    InnerDestination,

    /// <summary>Sealed content of an unknown version or type.</summary>
    UnknownContent,

    /// <summary>A message; this node has no message service.</summary>
    Message,

    /// <summary>An out-of-band report that is malformed, or about a packet that this node did not send.</summary>
    Report,

    /// <summary>The key behind the address is refused.</summary>
    Key,

    /// <summary>Packets of this peer ask for too many searches or keys.</summary>
    PeerLimit,

    /// <summary>Waited too long in the queue of a link, by CoDel's measure (RFC 8289), or for 2 s.</summary>
    QueueDelay,
}
