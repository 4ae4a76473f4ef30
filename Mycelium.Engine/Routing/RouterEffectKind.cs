namespace Mycelium.Engine.Routing;

/// <summary>What must be done about an event.</summary>
public enum RouterEffectKind
{
    /// <summary>Send <see cref="RouterEffect.Tlv"/> on <see cref="RouterEffect.Link"/>.</summary>
    SendTlv,

    /// <summary>The routes to a subnet changed: see key, next hop and expiry. A next hop of none means known, but not reachable.</summary>
    ForwardingChanged,

    /// <summary>Nothing is known of the subnet any more.</summary>
    ForwardingRemoved,

    /// <summary>Own packets to the subnet go to <see cref="RouterEffect.Link"/>; none: where all packets go.</summary>
    OwnNextHopChanged,

    /// <summary>The subnet became reachable: packets that wait for it can go.</summary>
    SubnetResolved,

    /// <summary>The subnet was lost, or not found in time: packets that wait for it are refused.</summary>
    SubnetUnreachable,

    /// <summary>The neighbour no longer answers: close the connection.</summary>
    CloseLink,

    /// <summary>A neighbour announced its own route: <see cref="RouterEffect.RouterId"/> is at the other end of the link.</summary>
    NeighbourIdentified,

    /// <summary>A link no longer answers, or answers again; its state says which.</summary>
    LinkHealthChanged,
}
