namespace Mycelium.Engine.DataPlane;

/// <summary>Space for one data frame that waits, reused. Owned by <see cref="FrameStore"/> while it holds none.</summary>
internal sealed class QueuedFrame(int size)
{
    // The object itself, its place in a list, and what the array has around its bytes.
    private const int Overhead = 80;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(size);

    /// <summary>Bytes of the frame.</summary>
    internal int Length { get; set; }

    /// <summary>When it came.</summary>
    internal TimeSpan Arrival { get; set; }

    /// <summary>The frame behind it.</summary>
    internal QueuedFrame? Next { get; set; }

    /// <summary>Bytes of memory that it costs, whatever the frame's length.</summary>
    internal int Cost => _bytes.Length + Overhead;

    internal Span<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Bytes of memory that a frame of this size will cost.</summary>
    internal static int CostOf(int size) => size + Overhead;
}
