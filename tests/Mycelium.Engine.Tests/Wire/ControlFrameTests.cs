using System.Text.Json;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

public sealed class ControlFrameTests
{
    public static TheoryData<string, int> Packets
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (JsonProperty kind in VectorFile.Routing.GetProperty("packets").EnumerateObject())
            {
                for (int i = 0; i < kind.Value.GetArrayLength(); i++) { data.Add(kind.Name, i); }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Packets))]
    [Trait("Checklist", "R14")]
    public void Recorded_frames_decode_to_the_recorded_fields(string kind, int index)
    {
        JsonElement vector = VectorFile.Routing.GetProperty("packets").GetProperty(kind)[index];

        ControlTlv tlv = Assert.Single(TlvJson.ReadFrame(vector.Hex("hex")));

        Assert.Equal(TlvJson.Parse(vector.GetProperty("decoded")).ToString(), tlv.ToString());
    }

    [Theory]
    [MemberData(nameof(Packets))]
    [Trait("Checklist", "R13")]
    public void Fields_encode_to_the_recorded_or_canonical_frame(string kind, int index)
    {
        JsonElement vector = VectorFile.Routing.GetProperty("packets").GetProperty(kind)[index];
        byte[] expected = vector.Hex(vector.Has("canonical_hex") ? "canonical_hex" : "hex");

        byte[] frame = TlvJson.WriteFrame(TlvJson.Parse(vector.GetProperty("decoded")));

        Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(frame));
        Assert.Equal("010100002a03", Convert.ToHexStringLower(frame[..6]));
        Assert.Equal(frame.Length - 8, (frame[6] << 8) | frame[7]);
        Assert.Equal(frame.Length - 10, frame[9]);
    }

    [Fact]
    public void Frames_among_the_identity_vectors_survive_a_round_trip()
    {
        foreach (JsonElement vector in VectorFile.Identity.Items("control_frames"))
        {
            ControlTlv tlv = Assert.Single(TlvJson.ReadFrame(vector.Hex("frame")));

            Assert.Equal(vector.Hex("frame"), TlvJson.WriteFrame(tlv));
        }
    }

    [Fact]
    public void A_frame_that_does_not_fit_is_not_begun()
    {
        JsonElement vector = VectorFile.Routing.GetProperty("packets").GetProperty("update")[0];
        ControlTlv tlv = TlvJson.Parse(vector.GetProperty("decoded"));
        int size = TlvJson.WriteFrame(tlv).Length;
        for (int room = 0; room < size; room++)
        {
            byte[] target = new byte[room];

            Assert.False(ControlFrame.TryWrite(tlv, target, out int written));
            Assert.Equal(0, written);
        }
    }

    [Fact]
    [Trait("Checklist", "R15")]
    public void Malformed_frames_have_the_expected_outcome()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("malformed"))
        {
            var cursor = new FrameCursor(vector.Hex("hex"));
            FrameStatus status = cursor.Read(out Span<byte> body);
            List<ControlTlv> found = TlvJson.ReadBody(body);
            string name = vector.Text("name");

            switch (vector.Text("expected"))
            {
                case "close":
                    Assert.True(status == FrameStatus.Fatal, name);
                    break;
                case "skip":
                    Assert.True(status is FrameStatus.Control or FrameStatus.Skipped, name);
                    Assert.True(found.Count == 0, name);
                    break;
                default:
                    IEnumerable<string> expected = vector.Items("decoded").Select(item => TlvJson.Parse(item).ToString());
                    Assert.Equal(expected, found.Select(tlv => tlv.ToString()));
                    break;
            }

            if (status != FrameStatus.Fatal) { Assert.Equal(vector.Hex("hex").Length, cursor.Consumed); }
        }
    }

    [Fact]
    [Trait("Checklist", "R16")]
    public void Prefixes_take_as_many_bytes_as_recorded()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("prefix_encoding"))
        {
            var tlv = ControlTlv.From(new RouteRequestTlv(0, Subnet.Parse(vector.Text("subnet"))));

            byte[] frame = TlvJson.WriteFrame(tlv);

            Assert.Equal(vector.Number("ae"), frame[11]);
            Assert.Equal(vector.Number("prefix_length"), frame[12]);
            Assert.Equal(vector.Text("wire"), Convert.ToHexStringLower(frame[13..]));
        }
    }

    [Theory]
    [InlineData("08", 10)]
    [InlineData("0a", 46)]
    [InlineData("09", 3)]
    [InlineData("04", 6)]
    [InlineData("05", 6)]
    public void Impossible_encodings_and_lengths_are_skipped_in_every_prefix_TLV(string type, int fixedLength)
    {
        var typeByte = (TlvType)Convert.FromHexString(type)[0];
        Assert.False(ControlTlv.TryRead(typeByte, new byte[fixedLength - 1], out _));
        if (typeByte is TlvType.Hello or TlvType.Ihu) { return; }

        foreach ((byte encoding, byte length) in new (byte, byte)[] { (2, 129), (1, 33), (3, 63), (0, 64), (4, 0), (255, 64) })
        {
            byte[] body = new byte[fixedLength + 60];
            body[typeByte == TlvType.RouteRequest ? 1 : 0] = encoding;
            body[typeByte == TlvType.SeqnoRequest ? 1 : 2] = length;
            body[4] = 64;

            Assert.False(ControlTlv.TryRead(typeByte, body, out _), $"{typeByte} {encoding}/{length}");
        }
    }
}
