using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>One input of the router. Made by the static methods; the fields that a kind does not use are zero.</summary>
public readonly record struct RouterEvent
{
    /// <summary>What happened.</summary>
    public RouterEventKind Kind { get; private init; }

    /// <summary>The link concerned.</summary>
    public LinkId Link { get; private init; }

    /// <summary>The TLV of <see cref="RouterEventKind.TlvReceived"/>.</summary>
    public ControlTlv Tlv { get; private init; }

    /// <summary>The part of the link cost that the transport sets (<see cref="RouterEventKind.LinkUp"/>).</summary>
    public ushort StaticCost { get; private init; }

    /// <summary>The cost of <see cref="RouterEventKind.CostSet"/>, finite and not 0; null leaves it to be measured.</summary>
    public Metric? Cost { get; private init; }

    /// <summary>The destination or source of <see cref="RouterEventKind.RouteNeeded"/>.</summary>
    public Ipv6Address Address { get; private init; }

    /// <summary>The reason of <see cref="RouterEventKind.RouteNeeded"/>.</summary>
    public RouteNeed Need { get; private init; }

    /// <summary>The counts of <see cref="RouterEventKind.LinkObserved"/>.</summary>
    public LinkActivity Activity { get; private init; }

    /// <summary>The subnet of the kinds about delivery.</summary>
    public Subnet Subnet { get; private init; }

    /// <summary>How long the link is not relied on for the subnet (<see cref="RouterEventKind.DeliveryFailed"/>).</summary>
    public TimeSpan Duration { get; private init; }

    /// <summary>A connection is ready.</summary>
    public static RouterEvent LinkUp(LinkId link, ushort staticCost) =>
        new() { Kind = RouterEventKind.LinkUp, Link = link, StaticCost = staticCost };

    /// <summary>A connection is gone.</summary>
    public static RouterEvent LinkDown(LinkId link) => new() { Kind = RouterEventKind.LinkDown, Link = link };

    /// <summary>A control TLV arrived.</summary>
    public static RouterEvent TlvReceived(LinkId link, in ControlTlv tlv) =>
        new() { Kind = RouterEventKind.TlvReceived, Link = link, Tlv = tlv };

    /// <summary>A data packet needs a route or a key for an address.</summary>
    public static RouterEvent RouteNeeded(Ipv6Address address, RouteNeed need) =>
        new() { Kind = RouterEventKind.RouteNeeded, Address = address, Need = need };

    /// <summary>What the data plane has seen of a link.</summary>
    public static RouterEvent LinkObserved(LinkId link, in LinkActivity activity) =>
        new() { Kind = RouterEventKind.LinkObserved, Link = link, Activity = activity };

    /// <summary>The cost of a link is set; null leaves it to be measured.</summary>
    public static RouterEvent CostSet(LinkId link, Metric? cost) => new() { Kind = RouterEventKind.CostSet, Link = link, Cost = cost };

    /// <summary>Own packets to a subnet may not arrive.</summary>
    public static RouterEvent DeliveryDoubted(Subnet subnet) => new() { Kind = RouterEventKind.DeliveryDoubted, Subnet = subnet };

    /// <summary>Own packets to a subnet do not arrive over a link.</summary>
    public static RouterEvent DeliveryFailed(Subnet subnet, LinkId link, TimeSpan duration) =>
        new() { Kind = RouterEventKind.DeliveryFailed, Subnet = subnet, Link = link, Duration = duration };

    /// <summary>Own packets to a subnet arrive over a link.</summary>
    public static RouterEvent DeliveryProved(Subnet subnet, LinkId link) =>
        new() { Kind = RouterEventKind.DeliveryProved, Subnet = subnet, Link = link };

    /// <summary>The network of this machine changed.</summary>
    public static RouterEvent NetworkChanged() => new() { Kind = RouterEventKind.NetworkChanged };

    /// <summary>This machine slept, or its clock jumped.</summary>
    public static RouterEvent Woke() => new() { Kind = RouterEventKind.Woke };
}
