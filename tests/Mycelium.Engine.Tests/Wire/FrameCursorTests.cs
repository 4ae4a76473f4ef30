using System.Text.Json;
using CsCheck;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

public sealed class FrameCursorTests
{
    [Fact]
    public void Recorded_streams_give_the_recorded_results()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("streams"))
        {
            var results = new List<string>();
            List<byte> pending = [];
            foreach (JsonElement chunk in vector.Items("chunks"))
            {
                pending.AddRange(Convert.FromHexString(chunk.GetString()!));
                pending.RemoveRange(0, Walk([.. pending], results));
            }

            Assert.Equal(vector.Items("expected").Select(item => item.GetString()!), results);
            if (!results.Contains("close")) { Assert.Equal(vector.Number("bytes_left"), pending.Count); }
        }
    }

    [Fact]
    public void Every_recorded_frame_decodes_to_its_fields_and_encodes_to_the_same_bytes()
    {
        int control = 0;
        int data = 0;
        IEnumerable<JsonElement> log = VectorFile.Transcript.Items("scenarios").SelectMany(scenario => scenario.Items("log"));
        foreach (JsonElement entry in log.Where(entry => entry.Has("decoded")))
        {
            JsonElement decoded = entry.GetProperty("decoded");
            byte[] bytes = entry.Hex("hex");
            if (decoded.Text("kind") == "data")
            {
                CheckData(bytes, decoded);
                data++;
            }
            else
            {
                ControlTlv tlv = Assert.Single(TlvJson.ReadFrame(bytes));
                Assert.Equal(TlvJson.Parse(decoded).ToString(), tlv.ToString());
                Assert.Equal(bytes, TlvJson.WriteFrame(tlv));
                control++;
            }
        }

        Assert.True(control > 100 && data > 20, $"{control} control and {data} data frames");
    }

    [Fact]
    public void Any_split_of_a_stream_gives_the_same_frames()
    {
        byte[][] frames =
        [
            .. VectorFile.Routing.GetProperty("packets").EnumerateObject()
                .SelectMany(kind => kind.Value.EnumerateArray()).Select(vector => vector.Hex("hex")),
            .. VectorFile.Identity.Items("data_packets").Select(vector => vector.Hex("frame")),
        ];
        Gen.Select(Gen.Int[0, frames.Length - 1].Array[1, 12], Gen.Int[1, 40].Array[1, 40]).Sample((order, cuts) =>
        {
            byte[] stream = [.. order.SelectMany(index => frames[index])];
            var whole = new List<string>();
            Walk([.. stream], whole);

            var split = new List<string>();
            List<byte> pending = [];
            for (int position = 0, cut = 0; position < stream.Length; position += cuts[cut++ % cuts.Length])
            {
                int length = Math.Min(cuts[cut % cuts.Length], stream.Length - position);
                pending.AddRange(stream[position..(position + length)]);
                pending.RemoveRange(0, Walk([.. pending], split));
            }

            Assert.Equal(whole, split);
            Assert.Empty(pending);
        });
    }

    [Fact]
    public void Any_bytes_end_the_walk_without_an_exception()
    {
        Gen<byte[]> noise = Gen.Byte.Array[0, 300];
        Gen<byte[]> framed = Gen.Select(Gen.Byte.Array[0, 120], Gen.Int[0, 1]).Select((body, fault) =>
            (byte[])[1, 1, 0, 0, 0x2a, (byte)(3 + fault), 0, (byte)body.Length, .. body]);
        Gen.OneOf(noise, framed, framed.Array[1, 4].Select(parts => parts.SelectMany(part => part).ToArray())).Sample(bytes =>
        {
            var results = new List<string>();
            int consumed = Walk([.. bytes], results);
            Assert.InRange(consumed, 0, bytes.Length);
        });
    }

    [Theory]
    [InlineData("02")]
    [InlineData("00")]
    [InlineData("0102")]
    [InlineData("0200000000000000")]
    [InlineData("474554202f")]
    public void Another_version_or_type_is_fatal_as_soon_as_it_shows(string hex)
    {
        var cursor = new FrameCursor(Convert.FromHexString(hex));

        Assert.Equal(FrameStatus.Fatal, cursor.Read(out _));
        Assert.Equal(0, cursor.Consumed);
    }

    [Fact]
    public void The_largest_frames_are_found_whole()
    {
        byte[] buffer = new byte[FrameCursor.MaximumFrameSize];
        new DataHeader(ushort.MaxValue, 9, new(1, 2), new(3, 4)).TryWrite(buffer);
        var cursor = new FrameCursor(buffer);

        Assert.Equal(FrameStatus.Data, cursor.Read(out Span<byte> frame));
        Assert.Equal(buffer.Length, frame.Length);
        Assert.Equal(FrameStatus.NeedMore, new FrameCursor(buffer.AsSpan(..^1)).Read(out _));
    }

    [Fact]
    public void Walking_allocates_nothing()
    {
        byte[] update = VectorFile.Routing.GetProperty("packets").GetProperty("update")[0].Hex("hex");
        byte[] target = new byte[ControlFrame.MaximumSize];
        Assert.Equal(68, CopyThrough(update, target));

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 1000; i++) { CopyThrough(update, target); }
        }));
    }

    private static int CopyThrough(byte[] source, byte[] target)
    {
        var cursor = new FrameCursor(source);
        cursor.Read(out Span<byte> body);
        var reader = new TlvReader(body);
        reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value);
        ControlTlv.TryRead(type, value, out ControlTlv tlv);
        ControlFrame.TryWrite(tlv, target, out int written);
        return written;
    }

    private static void CheckData(byte[] bytes, JsonElement decoded)
    {
        var cursor = new FrameCursor(bytes);
        Assert.Equal(FrameStatus.Data, cursor.Read(out Span<byte> frame));
        Assert.True(DataHeader.TryRead(frame, out DataHeader header));
        Assert.Equal(decoded.Number("length"), header.PayloadLength);
        Assert.Equal(decoded.Number("hop_limit"), header.HopLimit);
        Assert.Equal(decoded.Text("source"), header.Source.ToString());
        Assert.Equal(decoded.Text("destination"), header.Destination.ToString());
        byte[] again = new byte[DataHeader.Size];
        Assert.True(header.TryWrite(again));
        Assert.Equal(bytes[..DataHeader.Size], again);
    }

    private static int Walk(Span<byte> received, List<string> results)
    {
        var cursor = new FrameCursor(received);
        while (true)
        {
            switch (cursor.Read(out Span<byte> frame))
            {
                case FrameStatus.NeedMore:
                    return cursor.Consumed;
                case FrameStatus.Fatal:
                    results.Add("close");
                    return cursor.Consumed;
                case FrameStatus.Data:
                    results.Add($"data:{frame.Length - DataHeader.Size}");
                    break;
                case FrameStatus.Skipped:
                    results.Add("skip");
                    break;
                default:
                    List<ControlTlv> found = TlvJson.ReadBody(frame);
                    results.AddRange(found.Count == 0 ? ["skip"] : found.Select(tlv => tlv.Type.ToString().ToLowerInvariant()));
                    break;
            }
        }
    }
}
