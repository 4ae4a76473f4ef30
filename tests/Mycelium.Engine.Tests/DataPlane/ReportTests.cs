using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>A line A - B - C: what B can't forward is reported to A out of band.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly DataNode _a = DataNode.A();
    private readonly DataNode _b = DataNode.B();
    private readonly DataNode _c = DataNode.C();
    private readonly LinkId _bToA;
    private readonly LinkId _bToC;

    public ReportTests()
    {
        (LinkId aToB, _bToA) = DataNode.Connect(_a, _b);
        (_bToC, LinkId cToB) = DataNode.Connect(_b, _c);
        Turn();
        _a.Route(_b, aToB);
        _a.Route(_c, aToB);
        _b.Route(_a, _bToA);
        _b.Route(_c, _bToC);
        _c.Route(_b, cToB);
        _c.Route(_a, cToB);
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    [Fact]
    public void Packets_pass_both_ways_with_the_hop_limit_of_the_way()
    {
        _a.Host.Send(Packets.Ip(_a.Address, _c.Address));
        _c.Host.Send(Packets.Ip(_c.Address, _a.Address));
        Turn();
        Assert.Equal(61, Assert.Single(_c.Host.Received)[7]);
        Assert.Equal(61, Assert.Single(_a.Host.Received)[7]);
    }

    [Fact]
    public void A_hop_limit_that_ends_on_the_way_becomes_an_error_with_the_original_packet()
    {
        byte[] packet = Packets.Ip(_a.Address, _c.Address, 500, hopLimit: 2);
        _a.Host.Send([.. packet]);
        Turn();

        (byte type, byte code, Ipv6Address source, byte hopLimit, byte[] quoted) = Packets.Error(Assert.Single(_a.Host.Received));
        Assert.Equal((3, 0, _b.Identity.Subnet.Network, 62), (type, code, source, hopLimit));
        Assert.Equal(packet, quoted);
        Assert.Equal(1, _b.Dropped(DropReason.HopLimit));
    }

    [Fact]
    public void A_subnet_without_a_selected_route_is_reported()
    {
        _b.Table.Set(_c.Identity.Subnet, _c.Identity.PublicKey, LinkId.None, default);
        _a.Host.Send(Packets.Ip(_a.Address, _c.Address, 500));
        Turn();

        (byte type, byte code, _, _, _) = Packets.Error(Assert.Single(_a.Host.Received));
        Assert.Equal((1, 0), (type, code));
    }

    [Fact]
    public void A_packet_that_finds_the_queue_of_its_subnet_full_is_reported()
    {
        _b.Table.Remove(_c.Identity.Subnet);
        for (int i = 0; i <= WaitingPackets.MaximumPerSubnet; i++) { _a.Host.Send(Packets.Ip(_a.Address, _c.Address)); }

        for (int i = 0; i < 4; i++) { Turn(); }

        (byte type, byte code, Ipv6Address source, _, _) = Packets.Error(Assert.Single(_a.Host.Received));
        Assert.Equal((1, 0, _b.Identity.Subnet.Network), (type, code, source));
        Assert.Equal(1, _b.Dropped(DropReason.WaitingFull));
    }

    [Fact]
    public void A_packet_that_is_too_long_to_quote_is_reported_without_it_and_the_receiver_drops_that()
    {
        _a.Host.Send(Packets.Ip(_a.Address, _c.Address, 1300, hopLimit: 2));
        Turn();
        Assert.Empty(_a.Host.Received);
        Assert.Equal(1, _a.Dropped(DropReason.Report));
    }

    [Fact]
    public void Reports_are_limited_in_rate()
    {
        for (int i = 0; i < 200; i++)
        {
            _a.Host.Send(Packets.Ip(_a.Address, _c.Address, 500, hopLimit: 2));
            Turn();
        }

        Assert.Equal(PeerLimits.ReportBurst, _a.Host.Received.Count);
    }

    [Fact]
    public void A_report_about_a_packet_that_this_node_never_sent_is_dropped()
    {
        // C claims that A's packet to it can't be delivered, but quotes one that C sealed itself.
        byte[] forged = new byte[16 + 40 + 8 + 100];
        _c.Address.Write(forged);
        byte[] quote = Packets.Sealed(_c.Identity, _a.Identity, Packets.Ip(_c.Address, _a.Address, 28))[DataHeader.Size..];
        quote.CopyTo(forged, 64);
        new Ipv6Header((ushort)(8 + quote.Length), 58, 64, _c.Address, _a.Address).Write(forged.AsSpan(16));
        forged[56] = 1;
        byte[] frame = Packets.Sealed(_c.Identity, _a.Identity, forged, type: UserDataType.OutOfBandIcmp);
        (LinkId link, MemoryLink far, _) = _a.AddLink();
        Assert.NotEqual(LinkId.None, link);
        far.TrySend(frame, out _);
        Turn();

        Assert.Empty(_a.Host.Received);
        Assert.Equal(1, _a.Dropped(DropReason.Report));
    }

    [Fact]
    public async Task A_ping_is_answered_and_times_the_way()
    {
        // The host of C answers.
        Task<EchoResult> ping = Ping(_a, _c.Address);
        Turn();
        byte[] request = Assert.Single(_c.Host.Received);
        Engine.Tunnels.EchoReply.Make(request);
        _c.Host.Send(request);
        Turn();

        EchoResult result = await ping;
        Assert.Equal((EchoStatus.Success, 7, 61, _c.Address.ToIPAddress()), (result.Status, result.Sequence, result.HopLimit!.Value, result.Responder!));
        Assert.True(result.RoundTripTime >= TimeSpan.Zero);
        Assert.Empty(_a.Host.Received);
    }

    [Fact]
    public async Task A_ping_tells_unreachable_and_spent_hop_limits_from_silence()
    {
        Task<EchoResult> spent = Ping(_a, _c.Address, hopLimit: 2);
        Turn();
        Assert.Equal((EchoStatus.HopLimitExceeded, _b.Identity.Subnet.Network.ToIPAddress()), ((await spent).Status, (await spent).Responder!));

        _b.Table.Set(_c.Identity.Subnet, _c.Identity.PublicKey, LinkId.None, default);
        Task<EchoResult> unreachable = Ping(_a, _c.Address);
        Turn();
        Assert.Equal(EchoStatus.DestinationUnreachable, (await unreachable).Status);

        _b.Route(_c, _bToC);
        Task<EchoResult> silent = Ping(_a, _c.Address);
        Turn();
        Assert.False(silent.IsCompleted);
        _a.Now += TimeSpan.FromSeconds(6);
        Turn();
        Assert.Equal(EchoStatus.TimedOut, (await silent).Status);
    }

    [Fact]
    public async Task The_own_address_answers_without_a_host_and_the_rest_of_the_own_subnet_does_not()
    {
        Task<EchoResult> own = Ping(_a, _a.Address);
        Task<EchoResult> other = Ping(_a, new Ipv6Address(_a.Address.High, 5));
        Turn();
        Assert.Equal(EchoStatus.Success, (await own).Status);
        Assert.Equal(EchoStatus.DestinationUnreachable, (await other).Status);
    }

    [Fact]
    public void The_reply_to_a_ping_of_another_program_goes_to_the_host()
    {
        Task<EchoResult> ping = Ping(_a, _c.Address);
        Turn();
        byte[] request = _c.Host.Received[0];
        Engine.Tunnels.EchoReply.Make(request);
        request[48] ^= 1;
        _c.Host.Send(request);
        Turn();
        Assert.Single(_a.Host.Received);
        Assert.False(ping.IsCompleted);
    }

    private static Task<EchoResult> Ping(DataNode node, Ipv6Address destination, byte hopLimit = 64)
    {
        var request = new EchoRequest(destination, 7, 56, hopLimit, TimeSpan.FromSeconds(5));
        node.Loop.Ping(request);
        return request.Result;
    }

    private void Turn()
    {
        for (int i = 0; i < 3; i++)
        {
            _a.Turn();
            _b.Turn();
            _c.Turn();
        }
    }
}
