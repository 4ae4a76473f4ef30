using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>Which way own packets take, and when it is asked whether they arrive.</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly DataNode _node = DataNode.A();
    private readonly DataNode _remote = DataNode.B();
    private readonly DataNode _other = DataNode.C();
    private readonly LinkId _link;
    private readonly MemoryLink _far;
    private readonly LinkId _secondLink;
    private readonly MemoryLink _secondFar;

    public DeliveryTests()
    {
        (_link, _far, _) = _node.AddLink();
        (_secondLink, _secondFar, _) = _node.AddLink();
        _node.Route(_remote, _link);
        foreach (MemoryLink far in new[] { _far, _secondFar }) { Receive(far, Hello()); }
    }

    private int Asked => _node.Checks.Count(address => address == _remote.Address);

    public void Dispose()
    {
        _node.Dispose();
        _remote.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Own_packets_may_go_another_way_than_those_of_others()
    {
        _node.Table.SetOwn(_remote.Identity.Subnet, _secondLink);

        Send();
        Assert.Single(Packets.ReadAll(_secondFar));
        Receive(_secondFar, Packets.Sealed(_other.Identity, _remote.Identity, Packets.Ip(_other.Address, _remote.Address)));
        Assert.Equal(_other.Address, Packets.Header(Assert.Single(Packets.ReadAll(_far))).Source);

        _node.Table.SetOwn(_remote.Identity.Subnet, LinkId.None);
        Send();
        Assert.Equal(_node.Address, Packets.Header(Assert.Single(Packets.ReadAll(_far))).Source);
        Assert.Empty(Packets.ReadAll(_secondFar));
    }

    [Fact]
    public void An_echo_reply_goes_back_over_the_link_of_its_request()
    {
        byte[] request = EchoOf(_remote, _node);
        Receive(_secondFar, Packets.Sealed(_remote.Identity, _node.Identity, request));
        Send(Reply(request));
        Assert.Single(Packets.ReadAll(_secondFar));

        Send();
        Assert.Single(Packets.ReadAll(_far));

        _node.Now += TimeSpan.FromSeconds(1);
        Send(Reply(request));
        Assert.Single(Packets.ReadAll(_far));
        Assert.Empty(Packets.ReadAll(_secondFar));
    }

    [Fact]
    public void Replies_to_requests_that_came_together_go_each_over_the_link_of_its_own()
    {
        byte[] first = EchoOf(_remote, _node, sequence: 1);
        byte[] second = EchoOf(_remote, _node, sequence: 2);
        Receive(_secondFar, Packets.Sealed(_remote.Identity, _node.Identity, first));
        Receive(_far, Packets.Sealed(_remote.Identity, _node.Identity, second));

        Send(Reply(first));
        Assert.Single(Packets.ReadAll(_secondFar));
        Assert.Empty(Packets.ReadAll(_far));
        Send(Reply(second));
        Assert.Single(Packets.ReadAll(_far));
        Assert.Empty(Packets.ReadAll(_secondFar));
    }

    [Fact]
    public void The_link_of_a_request_is_forgotten_after_8_more()
    {
        byte[][] requests = [.. Enumerable.Range(0, 9).Select(i => EchoOf(_remote, _node, (byte)i))];
        foreach (byte[] request in requests) { Receive(_secondFar, Packets.Sealed(_remote.Identity, _node.Identity, request)); }

        Send(Reply(requests[1]));
        Assert.Single(Packets.ReadAll(_secondFar));
        Send(Reply(requests[0]));
        Assert.Single(Packets.ReadAll(_far));
    }

    [Fact]
    public void Packets_that_bring_nothing_back_for_3_s_are_asked_about()
    {
        SendFor(2.9);
        Assert.Equal(0, Asked);
        SendFor(0.2);
        Assert.Equal(1, Asked);
    }

    [Fact]
    public void Packets_that_are_answered_are_asked_about_every_20_s()
    {
        for (int i = 0; i < 41; i++)
        {
            SendFor(1);
            Receive(_far, Answer());
        }

        Assert.Equal(2, Asked);
    }

    [Fact]
    public void A_packet_now_and_then_is_not_asked_about()
    {
        for (int i = 0; i < 10; i++)
        {
            Send();
            _node.Now += TimeSpan.FromSeconds(15);
        }

        Assert.Equal(0, Asked);
    }

    [Fact]
    public void Another_next_hop_is_asked_about_at_once()
    {
        Send();
        Receive(_far, Answer());
        _node.Route(_remote, _secondLink);

        Send();

        Assert.Equal(1, Asked);
    }

    [Fact]
    public void Packets_that_come_over_another_link_than_they_go_are_asked_about()
    {
        Send();
        Receive(_far, Answer());
        Send();
        Assert.Equal(0, Asked);

        Receive(_secondFar, Answer());
        Send();

        Assert.Equal(1, Asked);
    }

    [Fact]
    public void What_can_not_be_opened_answers_nothing()
    {
        for (int i = 0; i < 40; i++)
        {
            SendFor(0.1);
            byte[] forged = Answer();
            forged[^1] ^= 1;
            Receive(_far, forged);
        }

        Assert.Equal(1, Asked);
    }

    [Fact]
    public void A_probe_takes_the_link_that_it_is_told_and_its_reply_is_reported()
    {
        int answered = 0;
        var probe = new EchoRequest(_remote.Address, 1, 16, 64, TimeSpan.FromSeconds(4)) { Via = _secondLink, Answered = () => answered++ };
        _node.Loop.Ping(probe);
        _node.Turn();

        byte[] frame = Assert.Single(Packets.ReadAll(_secondFar));
        Assert.Empty(Packets.ReadAll(_far));
        Assert.Equal(0, _node.Loop.Counters.SentPackets);

        byte[] reply = Reply(Packets.Open(_remote.Identity, _node.Identity, frame));
        Receive(_far, Packets.Sealed(_remote.Identity, _node.Identity, reply));

        Assert.Equal(1, answered);
        Assert.True(probe.Result.IsCompletedSuccessfully);
        Assert.Empty(_node.Host.Received);
    }

    [Fact]
    public void A_probe_that_can_not_be_sent_ends_at_once()
    {
        var overNothing = new EchoRequest(_remote.Address, 1, 16, 64, TimeSpan.FromSeconds(4)) { Via = new LinkId(99) };
        var toNobody = new EchoRequest(_other.Address, 1, 16, 64, TimeSpan.FromSeconds(4)) { Via = _link };
        foreach (EchoRequest probe in new[] { overNothing, toNobody })
        {
            _node.Loop.Ping(probe);
            _node.Turn();
            Assert.True(probe.Result.IsCompletedSuccessfully);
        }

        Assert.Empty(Packets.ReadAll(_far));
    }

    private static byte[] EchoOf(DataNode from, DataNode to, byte sequence = 0)
    {
        byte[] packet = Packets.Ip(from.Address, to.Address, payload: 24, nextHeader: Ipv6Header.Icmpv6, fill: 0);
        packet[Ipv6Header.Size] = 128;
        packet[Ipv6Header.Size + 7] = sequence;
        return packet;
    }

    private static byte[] Reply(byte[] request)
    {
        byte[] reply = [.. request];
        EchoReply.Make(reply);
        return reply;
    }

    // A link that says nothing valid is closed after a while.
    private static byte[] Hello()
    {
        byte[] frame = new byte[ControlFrame.MaximumSize];
        Assert.True(ControlFrame.TryWrite(ControlTlv.From(new HelloTlv(true, default, 2000)), frame, out int length));
        return frame[..length];
    }

    private byte[] Answer() => Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address));

    private void Send(byte[]? packet = null)
    {
        _node.Host.Send(packet ?? Packets.Ip(_node.Address, _remote.Address));
        _node.Turn();
    }

    private void SendFor(double seconds)
    {
        for (int i = 0; i < seconds * 10; i++)
        {
            Send();
            _node.Now += TimeSpan.FromSeconds(0.1);
        }
    }

    private void Receive(MemoryLink far, byte[] frame)
    {
        Assert.Equal(IoStatus.Done, far.TrySend(frame, out int count));
        Assert.Equal(frame.Length, count);
        _node.Turn();
    }
}
