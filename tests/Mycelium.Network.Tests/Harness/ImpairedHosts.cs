using System.Net;

namespace Mycelium.Network.Tests.Harness;

/// <summary>
/// Two machines behind two nodes: x - a = b - y. They use addresses of the nodes' subnets, so the overlay carries their packets, and lines
/// that lose and reorder are between each and its node: what enters and leaves the tunnels has gaps and is out of order.
/// </summary>
internal sealed class ImpairedHosts
{
    private readonly DelayLine[] _lines;

    private ImpairedHosts(LabNode[] nodes, LabNamespace[] hosts, string[] addresses, DelayLine[] lines)
    {
        Nodes = nodes;
        Hosts = hosts;
        Addresses = addresses;
        _lines = lines;
    }

    /// <summary>Names of the namespaces that the lab needs.</summary>
    internal static string[] Names { get; } = ["x", "a", "b", "y"];

    internal IReadOnlyList<LabNode> Nodes { get; }

    internal IReadOnlyList<LabNamespace> Hosts { get; }

    /// <summary>Overlay addresses of the hosts.</summary>
    internal IReadOnlyList<string> Addresses { get; }

    /// <summary>Frames lost by intent so far.</summary>
    internal long LostFrames => _lines.Sum(line => line.LostFrames);

    /// <summary>Frames passed late by intent so far.</summary>
    internal long LateFrames => _lines.Sum(line => line.LateFrames);

    /// <summary>Starts the nodes, and waits until they have routes to each other.</summary>
    internal static async Task<ImpairedHosts> StartAsync(NetworkLab lab, FrameImpairment impairment)
    {
        (LabLink first, DelayLine firstLine) = await lab.ConnectDelayedAsync("x", "a", impairment);
        LabLink middle = await lab.ConnectDirectlyAsync("a", "b");
        (LabLink second, DelayLine secondLine) = await lab.ConnectDelayedAsync("y", "b", impairment with { Seed = impairment.Seed + 2 });
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a" }),
            (lab["b"], new NodeSetup { Name = "b", Peers = [$"tcp://{middle.FirstAddress}:9651"] }));
        await nodes[0].WaitForRouteAsync(nodes[1]);
        await nodes[1].WaitForRouteAsync(nodes[0]);
        string[] addresses = [await PlaceAsync(lab["x"], nodes[0], first), await PlaceAsync(lab["y"], nodes[1], second)];
        return new ImpairedHosts(nodes, [lab["x"], lab["y"]], addresses, [firstLine, secondLine]);
    }

    /// <summary>Sends so many bytes in each direction at the same time.</summary>
    internal Task<TransferOutcome[]> TransferAsync(long size, int seed, TimeSpan limit) => Task.WhenAll(
        TcpTransfer.RunAsync(Hosts[0], Hosts[1], Addresses[1], size, seed, limit),
        TcpTransfer.RunAsync(Hosts[1], Hosts[0], Addresses[0], size, seed + 1, limit));

    // Gives a host an address of its node's subnet; returns it.
    private static async Task<string> PlaceAsync(LabNamespace host, LabNode node, LabLink link)
    {
        string address = HostAddress(node.Address);
        await host.IpAsync("-6", "address", "add", $"{address}/128", "dev", link.InterfaceName, "nodad");
        await host.IpAsync("-6", "route", "add", "400::/7", "via", link.SecondAddress6, "src", address);
        await host.IpAsync("link", "set", link.InterfaceName, "mtu", "1400");
        node.Place.Within(Forward);
        await node.Place.IpAsync("-6", "route", "add", $"{address}/128", "via", link.FirstAddress6);
        return address;
    }

    private static string HostAddress(string nodeAddress)
    {
        byte[] bytes = IPAddress.Parse(nodeAddress).GetAddressBytes();
        bytes.AsSpan(bytes.Length / 2).Clear();
        bytes[^1] = 0x77;
        return new IPAddress(bytes).ToString();
    }

    // The file is that of the thread's namespace.
    private static bool Forward()
    {
        File.WriteAllText("/proc/sys/net/ipv6/conf/all/forwarding", "1");
        return true;
    }
}
