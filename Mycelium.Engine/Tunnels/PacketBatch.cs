namespace Mycelium.Engine.Tunnels;

/// <summary>A fixed number of packet slots in one pinned slab; each slot has room in front for headers and behind for a tag.</summary>
/// <remarks>One owner at a time; allocates only when it is made.</remarks>
public sealed class PacketBatch
{
    private readonly byte[] _slab;
    private readonly int[] _lengths;
    private readonly int _stride;
    private readonly int _headroom;
    private readonly int _maximumLength;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="capacity">Number of slots, 1 or more.</param>
    /// <param name="maximumLength">Largest packet in bytes.</param>
    /// <param name="headroom">Bytes in front of each packet.</param>
    /// <param name="tailroom">Bytes behind the largest packet.</param>
    public PacketBatch(int capacity, int maximumLength, int headroom, int tailroom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumLength);
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        ArgumentOutOfRangeException.ThrowIfNegative(tailroom);
        _headroom = headroom;
        _maximumLength = maximumLength;
        _stride = headroom + maximumLength + tailroom;
        _slab = GC.AllocateUninitializedArray<byte>(capacity * _stride, pinned: true);
        _lengths = new int[capacity];
    }

    /// <summary>Number of slots.</summary>
    public int Capacity => _lengths.Length;

    /// <summary>Number of packets held.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no slot is free.</summary>
    public bool IsFull => Count == _lengths.Length;

    /// <summary>Largest packet in bytes.</summary>
    public int MaximumLength => _maximumLength;

    /// <summary>The packet in a slot.</summary>
    public Span<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _slab.AsSpan((index * _stride) + _headroom, _lengths[index]);
        }
    }

    /// <summary>A slot with its headroom and tailroom; the packet starts at <paramref name="headroom"/>.</summary>
    public Span<byte> Slot(int index, out int headroom)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        headroom = _headroom;
        return _slab.AsSpan(index * _stride, _stride);
    }

    /// <summary>The free space of the next packet, <see cref="MaximumLength"/> bytes; fill it, then call <see cref="Commit"/>.</summary>
    /// <exception cref="InvalidOperationException">No slot is free.</exception>
    public Span<byte> Next() =>
        IsFull ? throw new InvalidOperationException("The batch is full.") : _slab.AsSpan((Count * _stride) + _headroom, _maximumLength);

    /// <summary>Makes the space of <see cref="Next"/> a packet of <paramref name="length"/> bytes.</summary>
    public void Commit(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _maximumLength);
        _lengths[Count++] = length;
    }

    /// <summary>Copies a packet into the next slot.</summary>
    /// <returns>False if no slot is free or the packet is too long.</returns>
    public bool TryAdd(ReadOnlySpan<byte> packet)
    {
        if (IsFull || packet.Length > _maximumLength) { return false; }

        packet.CopyTo(Next());
        Commit(packet.Length);
        return true;
    }

    /// <summary>Empties the batch.</summary>
    public void Clear() => Count = 0;
}
