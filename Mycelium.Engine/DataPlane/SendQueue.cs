namespace Mycelium.Engine.DataPlane;

/// <summary>Bytes that wait to be sent, bounded. Grows to what is used and is then reused.</summary>
/// <param name="capacity">Most bytes that may wait.</param>
/// <param name="kept">Largest buffer that is kept when nothing waits, in bytes.</param>
internal sealed class SendQueue(int capacity, int kept = int.MaxValue)
{
    private const int SmallestBuffer = 4096;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    internal int Count => _end - _start;

    /// <summary>Bytes of memory that it holds.</summary>
    internal int Size => _buffer.Length;

    internal ReadOnlySpan<byte> Pending => _buffer.AsSpan(_start, Count);

    /// <summary>Appends the bytes; false, and nothing is appended, if they do not fit.</summary>
    internal bool TryAdd(ReadOnlySpan<byte> bytes)
    {
        if (Count + bytes.Length > capacity) { return false; }

        if (_end + bytes.Length > _buffer.Length) { MakeRoom(bytes.Length); }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
        return true;
    }

    /// <summary>Takes away what was sent.</summary>
    internal void Remove(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > kept) { _buffer = []; }
        }
        else if (_buffer.Length > kept && Count < _buffer.Length / 16)
        {
            // Who leaves a little unread must not keep the memory of a burst.
            byte[] smaller = GC.AllocateUninitializedArray<byte>(_buffer.Length / 4);
            Pending.CopyTo(smaller);
            (_end, _start) = (Count, 0);
            _buffer = smaller;
        }
    }

    /// <summary>Forgets everything, and the memory.</summary>
    internal void Clear()
    {
        _buffer = [];
        _start = _end = 0;
    }

    // Twice the capacity, so that moving what is left costs little for each byte that passes.
    private void MakeRoom(int needed)
    {
        int count = Count;
        byte[] target = _buffer;
        if (_buffer.Length < 2 * (count + needed) && _buffer.Length < 2 * capacity)
        {
            target = GC.AllocateUninitializedArray<byte>(Math.Min(2 * capacity, Math.Max(SmallestBuffer, 4 * (count + needed))));
        }

        Pending.CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = count;
    }
}
