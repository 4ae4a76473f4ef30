using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>One output of a <see cref="DeliveryWatch"/>; the fields that a kind does not use are zero.</summary>
internal readonly record struct DeliveryAction(
    DeliveryActionKind Kind, Subnet Subnet, LinkId Link = default, Ipv6Address Address = default, LinkId Other = default, TimeSpan Duration = default);
