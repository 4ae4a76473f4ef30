using System.Buffers;
using System.Buffers.Binary;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>The data thread's view of one connection: what waits to be sent, and the beginning of a frame that is incomplete.</summary>
internal sealed class LinkPort(LinkId id, ITransportLink link, LinkCounters counters, QueueBudget control) : IDisposable
{
    /// <summary>Most data that waits, in bytes; what comes when it is full is dropped.</summary>
    internal const int DataCapacity = 256 * 1024;

    // For probes: who fills the queue of a link must not make it look as if it did not deliver.
    private const int ProbeReserve = 16 * 1024;

    /// <summary>
    /// Most control that waits, in bytes: some 45,000 routes. A neighbour that lets it fill up is closed, since nothing repairs what it
    /// would miss.
    /// </summary>
    internal const int ControlCapacity = 4 * 1024 * 1024;

    /// <summary>Most control that waits on all links together, in bytes; beyond, the link with most of it is closed.</summary>
    internal const int TotalControlCapacity = 32 * 1024 * 1024;

    // Control comes in bursts that are rare: the memory of one is given back.
    private const int ControlKept = 64 * 1024;

    private const int LengthOffset = 5;

    private readonly SendQueue _control = new(ControlCapacity, ControlKept);
    private readonly SendQueue _data = new(DataCapacity + ProbeReserve);
    private byte[] _kept = [];
    private int _keptCount;
    private int _signalled;

    // Bytes of the first waiting data frame that was sent in part: nothing may come between.
    private int _openFrame;

    internal LinkId Id { get; } = id;

    internal ITransportLink Link { get; } = link;

    internal LinkCounters Counters { get; } = counters;

    internal bool IsClosed { get; private set; }

    /// <summary>Whether the transport takes nothing at the moment.</summary>
    internal bool IsBlocked { get; set; }

    /// <summary>Whether the port is in the loop's list of ports with something to send.</summary>
    internal bool IsListed { get; set; }

    /// <summary>What the packets of the neighbour may cause.</summary>
    internal PeerLimits Limits { get; } = new();

    /// <summary>Bytes of control that wait.</summary>
    internal int WaitingControl => _control.Count;

    /// <summary>Whether a valid TLV came in.</summary>
    internal bool HasSpoken { get; set; }

    /// <summary>Control input that the control loop had no room for; reading waits until it is taken. Empty if there is none.</summary>
    internal ReadOnlyMemory<byte> HeldControl { get; set; }

    internal bool HasPending => _control.Count + _data.Count > 0;

    internal bool TryAddControl(ReadOnlySpan<byte> frame)
    {
        if (!_control.TryAdd(frame)) { return false; }

        control.Add(frame.Length);
        return true;
    }

    internal bool TryAddData(ReadOnlySpan<byte> frame)
    {
        // Also what is dropped shows that the link is used.
        Counters.DataFrames++;
        return _data.Count + frame.Length <= DataCapacity && _data.TryAdd(frame);
    }

    /// <summary>As <see cref="TryAddData"/>, for a packet that asks whether the link delivers.</summary>
    internal bool TryAddProbe(ReadOnlySpan<byte> frame)
    {
        Counters.DataFrames++;
        return _data.TryAdd(frame);
    }

    /// <summary>
    /// Sends before the end of a turn, when the queue is full though the transport may take more. A link that broke is found at the end.
    /// </summary>
    internal bool TryMakeRoom() => !IsBlocked && Flush() is IoStatus.Done or IoStatus.WouldBlock;

    /// <summary>Sends what the transport takes.</summary>
    internal IoStatus Flush()
    {
        while (HasPending)
        {
            bool isControl = _openFrame == 0 && _control.Count > 0;
            ReadOnlySpan<byte> chunk = isControl ? _control.Pending : _data.Pending;
            if (_openFrame > 0 && _control.Count > 0) { chunk = chunk[.._openFrame]; }

            IoStatus status = Link.TrySend(chunk, out int count);
            if (status != IoStatus.Done)
            {
                IsBlocked = status == IoStatus.WouldBlock;
                Counters.QueuedBytes = _control.Count + _data.Count;
                return status;
            }

            Counters.SentBytes += count;
            if (isControl)
            {
                _control.Remove(count);
                control.Remove(count);
            }
            else
            {
                RemoveData(count);
            }
        }

        IsBlocked = false;
        Counters.QueuedBytes = 0;
        return IoStatus.Done;
    }

    /// <summary>Puts the incomplete frame of the last time at the front of the buffer.</summary>
    internal int TakeKept(Span<byte> buffer)
    {
        _kept.AsSpan(0, _keptCount).CopyTo(buffer);
        int count = _keptCount;
        _keptCount = 0;
        return count;
    }

    /// <summary>Keeps the beginning of a frame until the rest comes.</summary>
    internal void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _kept.Length)
        {
            if (_kept.Length > 0) { ArrayPool<byte>.Shared.Return(_kept); }

            _kept = ArrayPool<byte>.Shared.Rent(bytes.Length);
        }

        bytes.CopyTo(_kept);
        _keptCount = bytes.Length;
    }

    /// <summary>Marks a link without a handle as ready; any thread. True if it was not marked.</summary>
    internal bool Signal() => Interlocked.Exchange(ref _signalled, 1) == 0;

    internal bool IsSignalled => Volatile.Read(ref _signalled) != 0;

    internal bool TakeSignal() => Volatile.Read(ref _signalled) != 0 && Interlocked.Exchange(ref _signalled, 0) != 0;

    public void Dispose()
    {
        if (IsClosed) { return; }

        IsClosed = true;
        Link.Dispose();
        if (_kept.Length > 0) { ArrayPool<byte>.Shared.Return(_kept); }

        _kept = [];
        _keptCount = 0;

        // Forwarding entries may still refer to this port.
        control.Remove(_control.Count);
        _control.Clear();
        _data.Clear();
    }

    private void RemoveData(int count)
    {
        while (count > 0)
        {
            if (_openFrame == 0) { _openFrame = DataHeader.Size + BinaryPrimitives.ReadUInt16BigEndian(_data.Pending[LengthOffset..]); }

            int part = Math.Min(count, _openFrame);
            _data.Remove(part);
            _openFrame -= part;
            count -= part;
        }
    }
}
