using System.Management.Automation;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Which routes a user means.</summary>
internal static class RouteFilter
{
    /// <summary>Routes to a subnet, or to those that a wildcard pattern matches.</summary>
    /// <exception cref="MyceliumException">The text is neither.</exception>
    internal static Func<RouteSnapshot, bool> BySubnet(string text)
    {
        if (WildcardText.IsPattern(text))
        {
            WildcardPattern pattern = WildcardText.Compile(text);
            return route => pattern.IsMatch(route.Subnet);
        }

        string wanted = Subnet.TryParse(text, out Subnet subnet)
            ? subnet.ToString()
            : throw new MyceliumException(
                MyceliumErrorId.InvalidAddress,
                $"'{text}' is not a subnet.",
                "Write subnets like 437:5106:5530:1589::/64, or use the wildcards * and ?.");
        return route => route.Subnet == wanted;
    }

    /// <summary>Routes that cover an overlay address, or whose own address a wildcard pattern matches.</summary>
    /// <exception cref="MyceliumException">The text is neither.</exception>
    internal static Func<RouteSnapshot, bool> ByAddress(string text)
    {
        if (WildcardText.IsPattern(text))
        {
            WildcardPattern pattern = WildcardText.Compile(text);
            return route => route.Address is { } address && pattern.IsMatch(address.ToString());
        }

        Ipv6Address wanted = Ipv6Address.From(OverlayAddress.Parse(text));
        return route => RouteCoverage.PrefixLength(route, wanted) is not null;
    }

    /// <summary>Routes through a peer: an endpoint, or a wildcard pattern.</summary>
    /// <exception cref="MyceliumException">The text is neither.</exception>
    internal static Func<RouteSnapshot, bool> ByNextHop(string text)
    {
        Func<string, bool> filter = PeerEndpoint.Filter(text);
        return route => route.NextHop is { } endpoint && filter(endpoint);
    }
}
