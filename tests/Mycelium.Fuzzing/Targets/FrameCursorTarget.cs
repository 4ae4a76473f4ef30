using System.Buffers.Binary;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// A stream of frames, whole and in pieces: both must give the same frames. Input: 2 bytes seed of the pieces, the stream.
/// </summary>
internal sealed class FrameCursorTarget : IFuzzTarget
{
    private const int LeastFrame = 8;

    private readonly FrameMeter _meter = new();

    public string Name => "frame-cursor";

    public long? FrameBytes => _meter.Bytes;

    public IEnumerable<byte[]> Seeds() => VectorSeeds.Streams.Select((stream, index) => VectorSeeds.With([0, (byte)index], stream));

    public IEnumerable<byte[]> Tokens() => [[1, 0, 0, 0], [1, 1, 0, 0, 0x2a, 3, 0, 0], [1, 1, 0, 0, 0x2a, 3, 0xff, 0xff]];

    public void Run(ReadOnlySpan<byte> input)
    {
        var reader = new InputReader(input);
        var pieces = new Random(reader.UInt16());
        byte[] stream = reader.Rest.ToArray();
        Measure([.. stream]);
        var whole = new List<(FrameStatus Status, byte[] Frame)>();
        int consumed = Read([.. stream], whole);
        Property.Require(
            stream.Length - consumed < FrameCursor.MaximumFrameSize || whole is [.., { Status: FrameStatus.Fatal }],
            "More waits than a frame can hold.");

        var split = new List<(FrameStatus Status, byte[] Frame)>();
        int splitConsumed = ReadPieces(stream, pieces, split);
        Property.Require(
            whole.Count == split.Count && whole.Zip(split).All(pair => pair.First.Status == pair.Second.Status
                && pair.First.Frame.AsSpan().SequenceEqual(pair.Second.Frame)),
            "Other frames come out of the same bytes in pieces.");
        Property.Require(consumed == splitConsumed, $"{splitConsumed} bytes are consumed in pieces, {consumed} at once.");
    }

    private void Measure(byte[] stream)
    {
        _meter.Reset();
        _meter.Start();
        var cursor = new FrameCursor(stream);
        while (cursor.Read(out _) is not (FrameStatus.NeedMore or FrameStatus.Fatal)) { }

        _meter.Stop();
    }

    private static int ReadPieces(byte[] stream, Random pieces, List<(FrameStatus Status, byte[] Frame)> found)
    {
        byte[] kept = [];
        int total = 0;
        for (int start = 0; start < stream.Length;)
        {
            int length = Math.Min(1 + pieces.Next(1 << pieces.Next(1, 9)), stream.Length - start);
            byte[] buffer = [.. kept, .. stream.AsSpan(start, length)];
            start += length;
            int consumed = Read(buffer, found);
            total += consumed;
            kept = buffer[consumed..];
            if (found is [.., { Status: FrameStatus.Fatal }]) { break; }
        }

        return total;
    }

    // Adds all that comes before "need more"; the consumed bytes.
    private static int Read(byte[] buffer, List<(FrameStatus Status, byte[] Frame)> found)
    {
        var cursor = new FrameCursor(buffer);
        while (true)
        {
            int before = cursor.Consumed;
            FrameStatus status = cursor.Read(out Span<byte> frame);
            int taken = cursor.Consumed - before;
            Property.Require(cursor.Consumed <= buffer.Length, "More is consumed than there is.");
            if (status is FrameStatus.NeedMore or FrameStatus.Fatal)
            {
                Property.Require(taken == 0 && frame.IsEmpty, "Bytes are consumed without a frame.");
                if (status == FrameStatus.Fatal) { found.Add((status, [])); }

                return cursor.Consumed;
            }

            Property.Require(taken >= LeastFrame, $"A frame of {taken} bytes.");
            Property.Require(taken == Length(buffer.AsSpan(before)), "A frame is not as long as its header says.");
            found.Add((status, frame.ToArray()));
        }
    }

    private static int Length(ReadOnlySpan<byte> frame) => frame[1] == 0
        ? DataHeader.Size + BinaryPrimitives.ReadUInt16BigEndian(frame[5..])
        : 8 + BinaryPrimitives.ReadUInt16BigEndian(frame[6..]);
}
