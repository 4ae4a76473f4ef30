using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Which addresses a route leads to.</summary>
internal static class RouteCoverage
{
    /// <summary>Length of the route's prefix in bits if it covers the address; otherwise null.</summary>
    internal static int? PrefixLength(RouteSnapshot route, Ipv6Address address) =>
        Subnet.TryParse(route.Subnet, out Subnet subnet) && subnet.Contains(address) ? subnet.PrefixLength : null;
}
