namespace Mycelium.Engine.Wire;

/// <summary>The four bytes in front of every packet. Source: <c>data-plane.md</c> section 1.</summary>
internal static class PacketHeader
{
    internal const int Size = 4;
    internal const byte Version = 1;
    internal const byte DataType = 0;
    internal const byte ControlType = 1;

    internal static void Write(Span<byte> target, byte type)
    {
        target[3] = 0;
        target[2] = 0;
        target[1] = type;
        target[0] = Version;
    }
}
