using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>What local discovery does, without its sockets. Source: <c>transports.md</c> section 10.</summary>
internal static class DiscoveryRules
{
    internal static readonly IPAddress Group = IPAddress.Parse("ff02::cafe");
    internal static readonly TimeSpan BeaconInterval = TimeSpan.FromSeconds(60);

    /// <summary>Beacons looked at per interval: who floods the segment costs no more than this.</summary>
    internal const int MaximumBeaconsPerInterval = 512;

    private const int LinkLocalPrefixBytes = 8;

    private static ReadOnlySpan<byte> LinkLocalPrefix => [0xfe, 0x80, 0, 0, 0, 0, 0, 0];

    /// <summary>Whether beacons go out on an interface. A hardware address tells an Ethernet from a TUN or PPP interface.</summary>
    internal static bool Qualifies(
        string name,
        bool isUp,
        bool supportsMulticast,
        NetworkInterfaceType type,
        bool hasHardwareAddress,
        IEnumerable<IPAddress> addresses,
        DiscoveryOptions options) =>
        isUp
        && supportsMulticast
        && hasHardwareAddress
        && type is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel or NetworkInterfaceType.Ppp)
        && name != options.OwnInterface
        && (options.Interfaces.Count == 0 || options.Interfaces.Contains(name, StringComparer.Ordinal))
        && addresses.Any(IsLinkLocal);

    /// <summary>Reads a datagram; false unless it is the beacon of another node on the segment.</summary>
    internal static bool TryRead(
        ReadOnlySpan<byte> datagram, IPEndPoint source, DiscoveryOptions options, out Endpoint endpoint, out DiscoveryBeacon beacon)
    {
        endpoint = default;
        beacon = default;
        if (!IsLinkLocal(source.Address)
            || !DiscoveryBeacon.TryRead(datagram, out beacon)
            || beacon.RouterId == options.Self
            || beacon.Port == 0)
        {
            return false;
        }

        endpoint = Endpoint.Tcp(source.Address, beacon.Port);
        return true;
    }

    private static bool IsLinkLocal(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) { return false; }

        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out _) && bytes[..LinkLocalPrefixBytes].SequenceEqual(LinkLocalPrefix);
    }
}
