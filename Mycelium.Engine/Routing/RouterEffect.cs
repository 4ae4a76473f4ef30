using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>One output of the router. The fields that a kind does not use are zero.</summary>
public readonly record struct RouterEffect
{
    /// <summary>What to do.</summary>
    public RouterEffectKind Kind { get; private init; }

    /// <summary>Where to send, what to close, or the next hop (<see cref="LinkId.None"/> if no route is selected).</summary>
    public LinkId Link { get; private init; }

    /// <summary>What to send.</summary>
    public ControlTlv Tlv { get; private init; }

    /// <summary>The subnet concerned.</summary>
    public Subnet Subnet { get; private init; }

    /// <summary>The key behind the subnet (<see cref="RouterEffectKind.ForwardingChanged"/>).</summary>
    public PublicKey Key { get; private init; }

    /// <summary>When the selected route expires, on the router's clock (<see cref="RouterEffectKind.ForwardingChanged"/>).</summary>
    public TimeSpan ExpiresAt { get; private init; }

    /// <summary>Who is at the other end (<see cref="RouterEffectKind.NeighbourIdentified"/>).</summary>
    public RouterId RouterId { get; private init; }

    /// <summary>Sends a TLV.</summary>
    public static RouterEffect SendTlv(LinkId link, in ControlTlv tlv) =>
        new() { Kind = RouterEffectKind.SendTlv, Link = link, Tlv = tlv };

    /// <summary>Tells the data plane how to reach a subnet.</summary>
    public static RouterEffect ForwardingChanged(Subnet subnet, PublicKey key, LinkId nextHop, TimeSpan expiresAt) =>
        new() { Kind = RouterEffectKind.ForwardingChanged, Subnet = subnet, Key = key, Link = nextHop, ExpiresAt = expiresAt };

    /// <summary>Tells the data plane to forget a subnet.</summary>
    public static RouterEffect ForwardingRemoved(Subnet subnet) => new() { Kind = RouterEffectKind.ForwardingRemoved, Subnet = subnet };

    /// <summary>Tells the data plane where own packets go.</summary>
    public static RouterEffect OwnNextHopChanged(Subnet subnet, LinkId link) =>
        new() { Kind = RouterEffectKind.OwnNextHopChanged, Subnet = subnet, Link = link };

    /// <summary>Releases the packets that wait for a subnet.</summary>
    public static RouterEffect SubnetResolved(Subnet subnet) => new() { Kind = RouterEffectKind.SubnetResolved, Subnet = subnet };

    /// <summary>Refuses the packets that wait for a subnet.</summary>
    public static RouterEffect SubnetUnreachable(Subnet subnet) => new() { Kind = RouterEffectKind.SubnetUnreachable, Subnet = subnet };

    /// <summary>Closes a connection.</summary>
    public static RouterEffect CloseLink(LinkId link) => new() { Kind = RouterEffectKind.CloseLink, Link = link };

    /// <summary>Tells who is at the other end of a link; the own router id or key means a connection to ourselves.</summary>
    public static RouterEffect NeighbourIdentified(LinkId link, RouterId routerId) =>
        new() { Kind = RouterEffectKind.NeighbourIdentified, Link = link, RouterId = routerId };

    /// <summary>Tells that a link is suspected, or no longer so.</summary>
    public static RouterEffect LinkHealthChanged(LinkId link) => new() { Kind = RouterEffectKind.LinkHealthChanged, Link = link };
}
