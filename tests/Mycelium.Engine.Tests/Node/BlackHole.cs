using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.Node;

/// <summary>
/// A malicious neighbour: answers Hellos as a healthy one does, announces another node as if it were that node, and drops all packets.
/// </summary>
internal sealed class BlackHole : IAsyncDisposable
{
    private readonly ITransportLink _link;
    private readonly RouterId _victim;
    private readonly bool _keepsUp;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly Task _work;
    private int _seqno;
    private int _swallowed;

    private BlackHole(ITransportLink link, RouterId victim, int seqno, bool keepsUp)
    {
        _link = link;
        _victim = victim;
        _keepsUp = keepsUp;
        _seqno = seqno;
        _link.SetReadySignal(() => _ready.Release());
        _work = WorkAsync();
    }

    /// <summary>Packets that arrived here and went no further.</summary>
    internal int Swallowed => Volatile.Read(ref _swallowed);

    /// <summary>Newest seqno announced.</summary>
    internal int Seqno => Volatile.Read(ref _seqno);

    /// <summary>Connects to a node and announces the victim with metric 0.</summary>
    /// <param name="network">Where the node is.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="victim">Whom it claims to be.</param>
    /// <param name="seqno">The first seqno announced.</param>
    /// <param name="keepsUp">Whether a seqno that the node asks for, or tells of, is announced at once.</param>
    internal static async Task<BlackHole> OpenAsync(TestNetwork network, string node, RouterId victim, int seqno = 0, bool keepsUp = false)
    {
        ITransportLink link = await network.Memory.DialAsync(Endpoint.Memory(node), network.Limit);
        return new BlackHole(link, victim, seqno, keepsUp);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _link.Dispose();
        _end.Dispose();
        _ready.Dispose();
    }

    private async Task WorkAsync()
    {
        byte[] buffer = new byte[4 * FrameCursor.MaximumFrameSize];
        int kept = 0;
        Announce(_seqno);
        try
        {
            while (true)
            {
                await _ready.WaitAsync(_end.Token);
                while (_link.TryReceive(buffer.AsSpan(kept), out int count) == IoStatus.Done) { kept = Take(buffer, kept + count); }
            }
        }
        catch (OperationCanceledException)
        {
            _link.SetReadySignal(null);
        }
    }

    private int Take(byte[] buffer, int length)
    {
        var cursor = new FrameCursor(buffer.AsSpan(0, length));
        while (cursor.Read(out Span<byte> frame) is var status and (FrameStatus.Data or FrameStatus.Control))
        {
            if (status == FrameStatus.Data)
            {
                Interlocked.Increment(ref _swallowed);
            }
            else
            {
                Answer(frame);
            }
        }

        buffer.AsSpan(cursor.Consumed, length - cursor.Consumed).CopyTo(buffer);
        return length - cursor.Consumed;
    }

    private void Answer(ReadOnlySpan<byte> body)
    {
        var reader = new TlvReader(body);
        while (reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value))
        {
            if (!ControlTlv.TryRead(type, value, out ControlTlv tlv)) { continue; }

            switch (type)
            {
                case TlvType.Hello: Send(ControlTlv.From(new IhuTlv(0, 6000, null))); break;
                case TlvType.RouteRequest: Announce(Seqno); break;
                case TlvType.SeqnoRequest when _keepsUp: Follow(tlv.SeqnoRequest.Subnet, tlv.SeqnoRequest.Seqno); break;
                case TlvType.Update when _keepsUp && !tlv.Update.Metric.IsInfinite: Follow(tlv.Update.Subnet, tlv.Update.Seqno); break;
                default: break;
            }
        }
    }

    private void Follow(Subnet subnet, SequenceNumber seqno)
    {
        if (subnet != _victim.Key.Subnet || !seqno.IsNewerThan(new SequenceNumber((ushort)Seqno))) { return; }

        Volatile.Write(ref _seqno, seqno.Value);
        Announce(seqno.Value);
    }

    private void Announce(int seqno) =>
        Send(ControlTlv.From(new UpdateTlv(0, 30000, new SequenceNumber((ushort)seqno), default, _victim.Key.Subnet, _victim)));

    private void Send(in ControlTlv tlv)
    {
        Span<byte> frame = stackalloc byte[ControlFrame.MaximumSize];
        if (ControlFrame.TryWrite(tlv, frame, out int length)) { _link.TrySend(frame[..length], out _); }
    }
}
