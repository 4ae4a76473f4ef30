using System.Buffers.Binary;

namespace Mycelium.Engine.Wire;

/// <summary>Finds the frames in the bytes that a stream has delivered so far; a frame may be split anywhere. Nothing throws.</summary>
/// <remarks>
/// Each frame consumes at least 8 bytes. What remains after <see cref="FrameStatus.NeedMore"/> is kept by the caller and put in
/// front of the next bytes. Source: <c>transports.md</c> section 3; <c>routing-wire.md</c> section 9.
/// </remarks>
public ref struct FrameCursor(Span<byte> received)
{
    /// <summary>Largest frame in bytes: the size of a buffer that can hold any.</summary>
    public const int MaximumFrameSize = DataHeader.Size + ushort.MaxValue;

    private const int LengthOffset = 5;

    private readonly Span<byte> _received = received;

    /// <summary>Bytes of complete frames so far.</summary>
    public int Consumed { get; private set; }

    /// <summary>Finds the next frame.</summary>
    /// <param name="frame">The whole frame of <see cref="FrameStatus.Data"/>; the body behind the Babel header of
    /// <see cref="FrameStatus.Control"/>; otherwise empty. A slice of the received bytes.</param>
    public FrameStatus Read(out Span<byte> frame)
    {
        frame = default;
        Span<byte> rest = _received[Consumed..];
        if (rest.Length < 2) { return rest is [not PacketHeader.Version] ? FrameStatus.Fatal : FrameStatus.NeedMore; }

        if (rest[0] != PacketHeader.Version) { return FrameStatus.Fatal; }

        return rest[1] switch
        {
            PacketHeader.DataType => ReadData(rest, out frame),
            PacketHeader.ControlType => ReadControl(rest, out frame),
            _ => FrameStatus.Fatal,
        };
    }

    private FrameStatus ReadData(Span<byte> rest, out Span<byte> frame)
    {
        frame = default;
        if (rest.Length < DataHeader.Size) { return FrameStatus.NeedMore; }

        int length = DataHeader.Size + BinaryPrimitives.ReadUInt16BigEndian(rest[LengthOffset..]);
        if (rest.Length < length) { return FrameStatus.NeedMore; }

        frame = rest[..length];
        Consumed += length;
        return FrameStatus.Data;
    }

    private FrameStatus ReadControl(Span<byte> rest, out Span<byte> body)
    {
        body = default;
        if (rest.Length < ControlFrame.HeaderSize) { return FrameStatus.NeedMore; }

        int length = ControlFrame.HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(rest[ControlFrame.LengthOffset..]);
        if (rest.Length < length) { return FrameStatus.NeedMore; }

        Consumed += length;
        if (rest[4] != ControlFrame.Magic || rest[5] != ControlFrame.Version) { return FrameStatus.Skipped; }

        body = rest[ControlFrame.HeaderSize..length];
        return FrameStatus.Control;
    }
}
