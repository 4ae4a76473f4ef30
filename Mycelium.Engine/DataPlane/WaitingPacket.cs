using System.Buffers;

namespace Mycelium.Engine.DataPlane;

/// <summary>A copy of a packet that waits for a route.</summary>
internal readonly struct WaitingPacket(WaitingKind kind, byte[] buffer, int length, TimeSpan deadline)
{
    internal WaitingKind Kind => kind;

    internal Span<byte> Bytes => buffer.AsSpan(0, length);

    internal int Length => length;

    internal TimeSpan Deadline => deadline;

    /// <summary>Gives the memory back; the bytes must not be used afterwards.</summary>
    internal void Return() => ArrayPool<byte>.Shared.Return(buffer);
}
