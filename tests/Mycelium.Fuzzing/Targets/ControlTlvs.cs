using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>What holds for every control TLV that can be held.</summary>
internal static class ControlTlvs
{
    /// <summary>Whether two TLVs say the same.</summary>
    internal static bool AreEqual(in ControlTlv one, in ControlTlv other) => one.Type == other.Type && one.Type switch
    {
        TlvType.Hello => one.Hello == other.Hello,
        TlvType.Ihu => one.Ihu == other.Ihu,
        TlvType.Update => one.Update == other.Update,
        TlvType.RouteRequest => one.RouteRequest == other.RouteRequest,
        TlvType.SeqnoRequest => one.SeqnoRequest == other.SeqnoRequest,
        _ => true,
    };

    /// <summary>Checks that the frame of a TLV fits its bound, is written whole or not at all, and reads back as the same.</summary>
    internal static void RequireRoundTrip(in ControlTlv tlv)
    {
        Span<byte> frame = stackalloc byte[ControlFrame.MaximumSize];
        Property.Require(ControlFrame.TryWrite(tlv, frame, out int length), $"{tlv} does not fit the largest frame.");
        RequireNothingIfTooShort(tlv, length);

        var cursor = new FrameCursor(frame[..length]);
        Property.Require(cursor.Read(out Span<byte> body) == FrameStatus.Control, $"{tlv} is not a control frame.");
        Property.Require(cursor.Consumed == length, $"{tlv} leaves {length - cursor.Consumed} bytes.");
        var reader = new TlvReader(body);
        Property.Require(reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value), $"{tlv} can't be framed.");
        Property.Require(ControlTlv.TryRead(type, value, out ControlTlv again), $"{tlv} can't be read back.");
        Property.Require(AreEqual(tlv, again), $"{tlv} is read back as {again}.");
        Property.Require(!ControlTlv.TryRead(type, value[..^1], out _), $"{tlv} is read from too few bytes.");
        Property.Require(!reader.TryRead(out _, out _) && !reader.IsTruncated, $"{tlv} is followed by something.");
    }

    private static void RequireNothingIfTooShort(in ControlTlv tlv, int length)
    {
        Span<byte> target = stackalloc byte[ControlFrame.MaximumSize];
        target.Fill(0xa5);
        bool isWritten = ControlFrame.TryWrite(tlv, target[..(length - 1)], out int written);
        Property.Require(!isWritten && written == 0, $"{tlv} is written into {length - 1} bytes.");
        Property.Require(target.IndexOfAnyExcept((byte)0xa5) < 0, $"{tlv} is begun though it does not fit.");
    }
}
