using System.Buffers;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>A copy of a packet that waits for a route.</summary>
internal readonly struct WaitingPacket(WaitingKind kind, byte[] buffer, int length, LinkId from, TimeSpan deadline)
{
    internal WaitingKind Kind => kind;

    internal Span<byte> Bytes => buffer.AsSpan(0, length);

    internal int Length => length;

    /// <summary>The link that it came over; none for one of the host.</summary>
    internal LinkId From => from;

    internal TimeSpan Deadline => deadline;

    /// <summary>Gives the memory back; the bytes must not be used afterwards.</summary>
    internal void Return() => ArrayPool<byte>.Shared.Return(buffer);
}
