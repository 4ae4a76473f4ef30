namespace Mycelium.Engine.Transports;

/// <summary>A bounded stream of bytes between two threads; the lock is taken once a batch. Signals are called outside the lock.</summary>
internal sealed class ByteRing(int capacity)
{
    private readonly Lock _lock = new();
    private readonly byte[] _bytes = new byte[capacity];
    private int _start;
    private int _count;
    private bool _isClosed;

    /// <summary>Called when bytes came, or the end.</summary>
    internal Action? ReaderSignal { get; set; }

    /// <summary>Called when room came, or the end.</summary>
    internal Action? WriterSignal { get; set; }

    internal IoStatus TryRead(Span<byte> buffer, out int count)
    {
        lock (_lock)
        {
            count = Math.Min(buffer.Length, _count);
            if (count == 0) { return _isClosed ? IoStatus.Closed : IoStatus.WouldBlock; }

            int first = Math.Min(count, _bytes.Length - _start);
            _bytes.AsSpan(_start, first).CopyTo(buffer);
            _bytes.AsSpan(0, count - first).CopyTo(buffer[first..]);
            _start = (_start + count) % _bytes.Length;
            _count -= count;
        }

        WriterSignal?.Invoke();
        return IoStatus.Done;
    }

    internal IoStatus TryWrite(ReadOnlySpan<byte> data, out int count)
    {
        lock (_lock)
        {
            count = _isClosed ? 0 : Math.Min(data.Length, _bytes.Length - _count);
            if (count == 0) { return _isClosed ? IoStatus.Closed : IoStatus.WouldBlock; }

            int end = (_start + _count) % _bytes.Length;
            int first = Math.Min(count, _bytes.Length - end);
            data[..first].CopyTo(_bytes.AsSpan(end));
            data[first..count].CopyTo(_bytes);
            _count += count;
        }

        ReaderSignal?.Invoke();
        return IoStatus.Done;
    }

    /// <summary>Ends the stream: what is in it can still be read, nothing more is taken.</summary>
    internal void Close()
    {
        lock (_lock) { _isClosed = true; }

        ReaderSignal?.Invoke();
        WriterSignal?.Invoke();
    }
}
