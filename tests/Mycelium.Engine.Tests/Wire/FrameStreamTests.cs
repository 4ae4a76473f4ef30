using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

/// <summary>From the bytes of a connection to TLVs: what closes it, what is skipped, what arrives. Checklist section 1.</summary>
public sealed class FrameStreamTests
{
    private static readonly ControlTlv Hello = ControlTlv.From(new HelloTlv(true, new SequenceNumber(7), 2000));
    private static readonly RouterId Origin = RouterId.Create(new PublicKey(new byte[32]), 5);
    private static readonly ControlTlv Update =
        ControlTlv.From(new UpdateTlv(0, 30000, new SequenceNumber(4), new Metric(20), Origin.Key.Subnet, Origin));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [Trait("Checklist", "R2")]
    public void Another_packet_version_closes_the_connection(byte version)
    {
        byte[] frame = TlvJson.WriteFrame(Hello);
        frame[0] = version;

        Assert.Equal(["close"], Read(frame, out _));
    }

    [Fact]
    [Trait("Checklist", "R3")]
    public void Another_packet_type_closes_the_connection()
    {
        byte[] frame = TlvJson.WriteFrame(Hello);
        frame[1] = 2;

        Assert.Equal(["close"], Read(frame, out _));
    }

    [Fact]
    [Trait("Checklist", "R4")]
    public void Reserved_bytes_of_the_packet_header_are_ignored()
    {
        byte[] frame = TlvJson.WriteFrame(Hello);
        frame[2] = 0xff;
        frame[3] = 0xff;

        Assert.Equal([Hello.ToString()], Read(frame, out _));
    }

    [Theory]
    [InlineData(4, 0x2b)]
    [InlineData(5, 2)]
    [Trait("Checklist", "R5")]
    public void Another_Babel_magic_or_version_skips_exactly_that_packet(int offset, byte value)
    {
        byte[] frame = TlvJson.WriteFrame(Update);
        frame[offset] = value;

        Assert.Equal(["skip", Hello.ToString()], Read([.. frame, .. TlvJson.WriteFrame(Hello)], out _));
    }

    [Fact]
    [Trait("Checklist", "R6")]
    public void What_follows_an_unknown_TLV_arrives()
    {
        byte[] unknown = [1, 1, 0, 0, 0x2a, 3, 0, 5, 99, 3, 1, 2, 3];
        byte[] data = new byte[DataHeader.Size + 32];
        Assert.True(new DataHeader(32, 64, new Ipv6Address(1, 2), new Ipv6Address(3, 4)).TryWrite(data));

        Assert.Equal(["data", Hello.ToString()], Read([.. unknown, .. data, .. TlvJson.WriteFrame(Hello)], out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Trait("Checklist", "R7")]
    public void A_Babel_body_too_short_for_a_TLV_is_skipped(byte length)
    {
        byte[] frame = [1, 1, 0, 0, 0x2a, 3, 0, length, .. new byte[length]];

        Assert.Equal([Hello.ToString()], Read([.. frame, .. TlvJson.WriteFrame(Hello)], out _));
    }

    [Fact]
    [Trait("Checklist", "R8")]
    public void A_TLV_longer_than_the_body_is_skipped_and_nothing_behind_the_body_is_touched()
    {
        byte[] frame = [1, 1, 0, 0, 0x2a, 3, 0, 8, 4, 7, 0x80, 0, 0, 0, 7, 0xd0];
        byte[] stream = [.. frame, .. TlvJson.WriteFrame(Hello)];

        Assert.Equal([Hello.ToString()], Read(stream, out int consumed));

        Assert.Equal(stream.Length, consumed);
    }

    [Fact]
    [Trait("Checklist", "R11")]
    public void Two_TLVs_in_one_body_arrive_in_order()
    {
        byte[] first = TlvJson.WriteFrame(Update)[8..];
        byte[] second = TlvJson.WriteFrame(Hello)[8..];
        byte[] frame = [1, 1, 0, 0, 0x2a, 3, 0, (byte)(first.Length + second.Length), .. first, .. second];

        Assert.Equal([Update.ToString(), Hello.ToString()], Read(frame, out _));
    }

    [Fact]
    [Trait("Checklist", "R12")]
    public void A_frame_that_comes_byte_by_byte_arrives_with_its_last_byte()
    {
        byte[] frame = TlvJson.WriteFrame(Update);
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.Empty(Read(frame[..length], out int consumed));
            Assert.Equal(0, consumed);
        }

        Assert.Equal([Update.ToString()], Read(frame, out _));
    }

    private static List<string> Read(byte[] stream, out int consumed)
    {
        var results = new List<string>();
        var cursor = new FrameCursor(stream);
        FrameStatus status;
        while ((status = cursor.Read(out Span<byte> frame)) != FrameStatus.NeedMore)
        {
            results.AddRange(status switch
            {
                FrameStatus.Fatal => ["close"],
                FrameStatus.Skipped => ["skip"],
                FrameStatus.Data => ["data"],
                _ => TlvJson.ReadBody(frame).Select(tlv => tlv.ToString()),
            });
            if (status == FrameStatus.Fatal) { break; }
        }

        consumed = cursor.Consumed;
        return results;
    }
}
