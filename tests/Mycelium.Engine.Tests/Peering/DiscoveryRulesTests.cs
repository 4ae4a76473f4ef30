using System.Net;
using System.Net.NetworkInformation;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Peering;

public sealed class DiscoveryRulesTests
{
    private static readonly RouterId Self = new(PublicKey.Parse(new string('1', 64)), 1);
    private static readonly RouterId Other = new(PublicKey.Parse(new string('2', 64)), 2);
    private static readonly DiscoveryOptions Options = new(9650, [], 9651, Self, "mycelium");

    [Theory]
    [InlineData("eth0", true, true, NetworkInterfaceType.Ethernet, true, "fe80::1", true)]
    [InlineData("eth0", false, true, NetworkInterfaceType.Ethernet, true, "fe80::1", false)]
    [InlineData("eth0", true, false, NetworkInterfaceType.Ethernet, true, "fe80::1", false)]
    [InlineData("lo", true, true, NetworkInterfaceType.Loopback, true, "fe80::1", false)]
    [InlineData("ppp0", true, true, NetworkInterfaceType.Ppp, true, "fe80::1", false)]
    [InlineData("tun0", true, true, NetworkInterfaceType.Ethernet, false, "fe80::1", false)]
    [InlineData("mycelium", true, true, NetworkInterfaceType.Ethernet, true, "fe80::1", false)]
    [InlineData("eth0", true, true, NetworkInterfaceType.Ethernet, true, "2001:db8::1", false)]
    [InlineData("eth0", true, true, NetworkInterfaceType.Ethernet, true, "192.0.2.1", false)]
    public void Beacons_go_out_where_the_rule_says(
        string name, bool isUp, bool multicast, NetworkInterfaceType type, bool hardware, string address, bool expected) =>
        Assert.Equal(expected, DiscoveryRules.Qualifies(name, isUp, multicast, type, hardware, [IPAddress.Parse(address)], Options));

    [Theory]
    [InlineData("eth0", true)]
    [InlineData("eth1", false)]
    public void A_list_of_interfaces_excludes_all_others(string name, bool expected) => Assert.Equal(
        expected,
        DiscoveryRules.Qualifies(name, true, true, NetworkInterfaceType.Ethernet, true, [IPAddress.Parse("fe80::1")], Options with { Interfaces = ["eth0"] }));

    [Fact]
    public void The_beacon_of_another_node_gives_its_link_local_endpoint_with_the_scope()
    {
        Assert.True(TryRead(Beacon(9700, Other), "fe80::2%3", out Endpoint endpoint));
        Assert.Equal("tcp://[fe80::2%3]:9700", endpoint.ToString());
    }

    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("192.0.2.1")]
    public void A_beacon_from_beyond_the_segment_is_ignored(string source) => Assert.False(TryRead(Beacon(9700, Other), source, out _));

    [Fact]
    public void The_own_beacon_one_without_a_port_and_other_datagrams_are_ignored()
    {
        Assert.False(TryRead(Beacon(9700, Self), "fe80::2", out _));
        Assert.False(TryRead(Beacon(0, Other), "fe80::2", out _));
        Assert.False(TryRead(Beacon(9700, Other)[1..], "fe80::2", out _));
        Assert.False(TryRead([.. Beacon(9700, Other), 0], "fe80::2", out _));
    }

    private static byte[] Beacon(int port, RouterId routerId)
    {
        byte[] bytes = new byte[DiscoveryBeacon.Size];
        new DiscoveryBeacon((ushort)port, routerId).TryWrite(bytes);
        return bytes;
    }

    private static bool TryRead(byte[] datagram, string source, out Endpoint endpoint) =>
        DiscoveryRules.TryRead(datagram, new IPEndPoint(IPAddress.Parse(source), 9650), Options, out endpoint, out _);
}
