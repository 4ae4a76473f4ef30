using System.Net;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Peering;

/// <summary>What one party is likely to hold of the address space.</summary>
internal static class SourceNetwork
{
    /// <summary>The network of an address: the IPv4 address itself or the IPv6 /64; for a site the IPv4 /24 or the IPv6 /48.</summary>
    internal static (ulong High, ulong Low) Of(IPAddress address, bool isSite = false)
    {
        Ipv6Address whole = Ipv6Address.From(address);
        if (whole.IsIPv4Mapped) { return (whole.High, isSite ? whole.Low >> 8 : whole.Low); }

        return (isSite ? whole.High >> 16 : whole.High, 0);
    }
}
