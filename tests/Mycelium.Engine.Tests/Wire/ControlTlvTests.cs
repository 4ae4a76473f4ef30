using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

/// <summary>The bodies of the TLVs. Checklist sections 1 and 2.</summary>
public sealed class ControlTlvTests
{
    private static readonly Subnet Prefix = Subnet.Parse("437:5106:5530:1589::/64");
    private static readonly RouterId Origin =
        new(new PublicKey([.. Enumerable.Range(1, 32).Select(i => (byte)i)]), 0x0000_a1a2_a3a4_a5a6);

    private static readonly ControlTlv[] OneOfEach =
    [
        ControlTlv.From(new HelloTlv(true, new SequenceNumber(1), 2000)),
        ControlTlv.From(new IhuTlv(1010, 6000, null)),
        ControlTlv.From(new UpdateTlv(0, 30000, new SequenceNumber(4), new Metric(20), Prefix, Origin)),
        ControlTlv.From(new RouteRequestTlv(3, Prefix)),
        ControlTlv.From(new SeqnoRequestTlv(new SequenceNumber(5), 64, Origin, Prefix)),
    ];

    [Fact]
    [Trait("Checklist", "R1")]
    public void A_frame_is_the_two_headers_and_one_TLV_and_nothing_else()
    {
        foreach (ControlTlv tlv in OneOfEach)
        {
            byte[] body = Body(tlv);

            Assert.Equal(
                [1, 1, 0, 0, 0x2a, 3, 0, (byte)(body.Length + 2), (byte)tlv.Type, (byte)body.Length, .. body], TlvJson.WriteFrame(tlv));
        }
    }

    [Fact]
    [Trait("Checklist", "R9")]
    public void A_body_one_byte_too_short_is_skipped()
    {
        foreach (ControlTlv tlv in OneOfEach)
        {
            byte[] body = Body(tlv);

            Assert.True(ControlTlv.TryRead(tlv.Type, body, out _));
            Assert.False(ControlTlv.TryRead(tlv.Type, body[..^1], out _), tlv.Type.ToString());
        }
    }

    [Fact]
    [Trait("Checklist", "R10")]
    public void Extra_bytes_behind_the_fields_are_ignored()
    {
        foreach (ControlTlv tlv in OneOfEach)
        {
            Assert.True(ControlTlv.TryRead(tlv.Type, [.. Body(tlv), 0xde, 0xad], out ControlTlv read));

            Assert.Equal(tlv.ToString(), read.ToString());
        }
    }

    [Fact]
    [Trait("Checklist", "R17")]
    public void Bits_beyond_the_prefix_length_count_for_nothing_and_are_sent_as_zero()
    {
        var clean = new RouteRequestTlv(0, new Subnet(Prefix.Network, 65));
        byte[] body = Body(ControlTlv.From(clean));
        body[^1] |= 0x7f;

        Assert.True(RouteRequestTlv.TryRead(body, out RouteRequestTlv read));

        Assert.Equal(clean, read);
        Assert.Equal(0, Body(ControlTlv.From(read))[^1]);
    }

    [Theory]
    [InlineData(2, 129)]
    [InlineData(1, 33)]
    [InlineData(3, 63)]
    [InlineData(0, 64)]
    [Trait("Checklist", "R18")]
    public void A_prefix_length_that_its_encoding_can_not_have_is_skipped(byte encoding, byte length) => AssertSkipped(encoding, length);

    [Theory]
    [InlineData(4)]
    [InlineData(255)]
    [Trait("Checklist", "R19")]
    public void An_unknown_address_encoding_is_skipped(byte encoding)
    {
        AssertSkipped(encoding, 0);
        AssertSkipped(encoding, 64);
        Assert.False(IhuTlv.TryRead([encoding, .. new byte[40]], out _));
    }

    [Fact]
    [Trait("Checklist", "R20")]
    public void A_link_local_address_has_its_upper_half_implied()
    {
        byte[] body = [3, 0, 3, 0xf2, 0x17, 0x70, 1, 2, 3, 4, 5, 6, 7, 8];

        Assert.True(IhuTlv.TryRead(body, out IhuTlv ihu));

        Assert.Equal(Ipv6Address.From(IPAddress.Parse("fe80::102:304:506:708")), ihu.Address);
    }

    [Fact]
    [Trait("Checklist", "R21")]
    public void The_router_id_follows_the_prefix_of_an_Update_and_precedes_that_of_a_Seqno_Request()
    {
        byte[] prefix = [0x04, 0x37, 0x51, 0x06, 0x55, 0x30, 0x15, 0x89];
        byte[] routerId = new byte[RouterId.Size];
        Origin.Write(routerId);

        Assert.Equal([.. prefix, .. routerId], Body(OneOfEach[2])[10..]);
        Assert.Equal([.. routerId, .. prefix], Body(OneOfEach[4])[6..]);
    }

    [Fact]
    [Trait("Checklist", "R23")]
    public void Router_ids_that_differ_in_the_last_byte_are_different()
    {
        byte[] bytes = new byte[RouterId.Size];
        Origin.Write(bytes);
        bytes[^1] ^= 1;

        Assert.NotEqual(Origin, RouterId.Read(bytes));
        Assert.Equal(Origin.Key, RouterId.Read(bytes).Key);
    }

    [Theory]
    [InlineData(0x89, true)]
    [InlineData(0x09, false)]
    [Trait("Checklist", "R24")]
    public void Of_the_flags_of_a_Hello_only_unicast_counts_and_it_is_answered_either_way(byte flags, bool isUnicast)
    {
        Assert.True(ControlTlv.TryRead(TlvType.Hello, [flags, 0, 0, 0, 0x07, 0xd0], out ControlTlv tlv));
        Assert.Equal(isUnicast, tlv.Hello.IsUnicast);
        var harness = new RouterHarness(Origin);
        harness.Up("p1");
        harness.Clear();

        harness.Receive("p1", tlv);

        Assert.Equal(TlvType.Ihu, Assert.Single(harness.SentTo("p1")).Type);
    }

    [Fact]
    [Trait("Checklist", "R25")]
    public void A_Seqno_Request_with_hop_count_zero_is_skipped()
    {
        byte[] body = Body(OneOfEach[4]);
        body[4] = 0;

        Assert.False(SeqnoRequestTlv.TryRead(body, out _));
    }

    [Fact]
    [Trait("Checklist", "R26")]
    public void Encoding_zero_is_the_wildcard_and_an_empty_IPv6_prefix_is_not()
    {
        Assert.True(RouteRequestTlv.TryRead([0, 0, 0], out RouteRequestTlv wildcard));
        Assert.True(RouteRequestTlv.TryRead([0, 2, 0], out RouteRequestTlv everything));

        Assert.Null(wildcard.Subnet);
        Assert.Equal(Subnet.Parse("::/0"), everything.Subnet);
    }

    /// <summary>Seen through what the router sends, since it is the one that has durations.</summary>
    [Theory]
    [InlineData(300_000, 30000)]
    [InlineData(60_000, 6000)]
    [InlineData(20_000, 2000)]
    [InlineData(478, 47)]
    [Trait("Checklist", "R27")]
    public void A_duration_is_sent_in_whole_centiseconds(int milliseconds, int centiseconds)
    {
        var interval = TimeSpan.FromMilliseconds(milliseconds);
        var harness = new RouterHarness(Origin, RouterHarness.Recorded with { UpdateInterval = interval, IhuInterval = interval });

        harness.Up("p1");
        harness.Receive("p1", OneOfEach[0]);

        Assert.Equal(centiseconds, harness.SentTo("p1")[0].Update.IntervalCentiseconds);
        Assert.Equal(centiseconds, harness.SentTo("p1")[1].Ihu.IntervalCentiseconds);
    }

    private static void AssertSkipped(byte encoding, byte length)
    {
        byte[] rest = new byte[80];
        Assert.False(ControlTlv.TryRead(TlvType.Update, [encoding, 0, length, .. rest], out _));
        Assert.False(ControlTlv.TryRead(TlvType.RouteRequest, [0, encoding, length, .. rest], out _));
        Assert.False(ControlTlv.TryRead(TlvType.SeqnoRequest, [encoding, length, 0, 1, 64, .. rest], out _));
    }

    private static byte[] Body(in ControlTlv tlv)
    {
        byte[] buffer = new byte[ControlFrame.MaximumSize];
        Assert.True(tlv.TryWrite(buffer, out int written));
        return buffer[..written];
    }
}
