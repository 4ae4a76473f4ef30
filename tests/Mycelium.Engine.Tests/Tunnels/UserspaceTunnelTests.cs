using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Tunnels;

public sealed class UserspaceTunnelTests
{
    private static readonly Ipv6Address Self = new(0x0400_0000_0000_0001, 1);
    private static readonly Ipv6Address Remote = new(0x0400_0000_0000_0002, 2);

    [Fact]
    public void It_answers_an_echo_request_for_its_address_and_signals()
    {
        using var tunnel = new UserspaceTunnel(Self, 1400);
        int signals = 0;
        tunnel.SetReadySignal(() => signals++);
        byte[] request = Request(Self);
        Assert.Equal(1, Taken(tunnel, request));
        Assert.Equal(1, signals);

        var replies = new TunnelInput();
        Assert.True(tunnel.TryRead(replies));
        Assert.True(replies.TryNext(out Span<byte> slot));
        byte[] reply = slot[TunnelInput.Headroom..].ToArray();
        Assert.True(Ipv6Header.TryRead(reply, out Ipv6Header header));
        Assert.Equal((Self, Remote, (byte)64, (byte)129), (header.Source, header.Destination, header.HopLimit, reply[40]));
        Assert.True(InternetChecksum.IsValid(header, reply.AsSpan(40)));
        Assert.Equal(request[44..], reply[44..]);
        Assert.False(replies.TryNext(out _));
        Assert.False(tunnel.TryRead(replies));
    }

    [Fact]
    public void It_takes_nothing_else()
    {
        using var tunnel = new UserspaceTunnel(Self, 1400);
        byte[] damaged = Request(Self);
        damaged[60] ^= 1;
        Assert.Equal(0, Taken(tunnel, Request(Self with { Low = 9 }), damaged, Packets.Ip(Remote, Self), Request(Self)[..45]));
    }

    [Fact]
    public void Replies_that_nobody_takes_are_bounded()
    {
        using var tunnel = new UserspaceTunnel(Self, 1400);
        int taken = 0;
        for (int i = 0; i < 1000; i++) { taken += Taken(tunnel, Request(Self)); }

        Assert.Equal(64, taken);
    }

    [Theory]
    [InlineData(TunnelMode.Userspace)]
    [InlineData(TunnelMode.None)]
    public void The_factory_makes_what_is_asked_for(TunnelMode mode)
    {
        using ITunnel tunnel = TunnelFactory.Create(mode, "unused", 1300, Self, out string? warning);
        Assert.Equal((mode, 1300, null), (tunnel.Mode, tunnel.Mtu, warning));
    }

    [SkippableFact]
    public void Where_TUN_is_not_to_be_had_it_is_an_error_and_Auto_says_why_it_falls_back()
    {
        bool canMakeOne = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/dev/net/tun");
        Skip.If(canMakeOne, "This process may make a TUN interface.");

        var error = Assert.Throws<MyceliumException>(() => TunnelFactory.Create(TunnelMode.Tun, "mycelium-test", 1400, Self, out _));
        Assert.Contains(error.ErrorId, new[] { MyceliumErrorId.TunnelUnavailable, MyceliumErrorId.TunnelPermissionDenied });
        using ITunnel tunnel = TunnelFactory.Create(TunnelMode.Auto, "mycelium-test", 1400, Self, out string? warning);
        Assert.Equal(TunnelMode.Userspace, tunnel.Mode);
        Assert.Contains(error.Message, warning, StringComparison.Ordinal);
    }

    private static byte[] Request(Ipv6Address destination)
    {
        byte[] packet = Packets.Ip(Remote, destination, 60, nextHeader: 58);
        packet[40] = 128;
        packet[42] = packet[43] = 0;
        Ipv6Header.TryRead(packet, out Ipv6Header header);
        ushort checksum = InternetChecksum.Compute(header, packet.AsSpan(40));
        packet[42] = (byte)(checksum >> 8);
        packet[43] = (byte)checksum;
        return packet;
    }

    private static int Taken(UserspaceTunnel tunnel, params byte[][] packets)
    {
        foreach (byte[] packet in packets) { tunnel.Write(packet); }

        return packets.Length - tunnel.Flush();
    }
}
