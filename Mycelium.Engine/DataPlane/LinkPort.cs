using System.Buffers;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>The data thread's view of one connection: what waits to be sent, and the beginning of a frame that is incomplete.</summary>
internal sealed partial class LinkPort(LinkId id, ITransportLink link, LinkCounters counters, QueueBudget control, FrameStore store)
    : IDisposable
{
    /// <summary>
    /// Most control that waits, in bytes: some 45,000 routes. A neighbour that lets it fill up is closed, since nothing repairs what it
    /// would miss.
    /// </summary>
    internal const int ControlCapacity = 4 * 1024 * 1024;

    /// <summary>Most control that waits on all links together, in bytes; beyond, the link with most of it is closed.</summary>
    internal const int TotalControlCapacity = 32 * 1024 * 1024;

    // Control comes in bursts that are rare: the memory of one is given back.
    private const int ControlKept = 64 * 1024;

    private readonly SendQueue _control = new(ControlCapacity, ControlKept);
    private byte[] _kept = [];
    private int _keptCount;
    private int _signalled;

    internal LinkId Id { get; } = id;

    internal ITransportLink Link { get; } = link;

    internal LinkCounters Counters { get; } = counters;

    internal bool IsClosed { get; private set; }

    /// <summary>Whether the transport takes nothing at the moment.</summary>
    internal bool IsBlocked { get; private set; }

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

    internal bool TryAddControl(ReadOnlySpan<byte> frame)
    {
        if (!_control.TryAdd(frame)) { return false; }

        control.Add(frame.Length);
        return true;
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
        ClearSending();
    }
}
