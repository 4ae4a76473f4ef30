using System.Buffers.Binary;

namespace Mycelium.Engine.Wire;

/// <summary>A control packet with its one TLV, as sent. Source: <c>routing-wire.md</c> sections 1 and 10.</summary>
public static class ControlFrame
{
    /// <summary>Largest frame that is ever sent, in bytes: an Update of a /128.</summary>
    public const int MaximumSize = HeaderSize + TlvHeaderSize + UpdateTlv.MaximumBodyLength;

    internal const int HeaderSize = 8;
    internal const int LengthOffset = 6;
    internal const byte Magic = 0x2a;
    internal const byte Version = 3;
    private const int TlvHeaderSize = 2;

    /// <summary>Writes the whole frame, or nothing if it does not fit.</summary>
    public static bool TryWrite(in ControlTlv tlv, Span<byte> target, out int written)
    {
        written = 0;
        if (target.Length < HeaderSize + TlvHeaderSize || !tlv.TryWrite(target[(HeaderSize + TlvHeaderSize)..], out int bodyLength))
        {
            return false;
        }

        PacketHeader.Write(target, PacketHeader.ControlType);
        target[4] = Magic;
        target[5] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(target[LengthOffset..], (ushort)(TlvHeaderSize + bodyLength));
        target[HeaderSize] = (byte)tlv.Type;
        target[HeaderSize + 1] = (byte)bodyLength;
        written = HeaderSize + TlvHeaderSize + bodyLength;
        return true;
    }
}
