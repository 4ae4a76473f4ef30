using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>
/// Sealing and opening in batches, where there are processors to spare: packets are prepared one by one, their ciphers run on several
/// threads, and what is left is done one by one in the same order. Nothing is in the queue of a link before it is sealed.
/// </content>
internal sealed partial class PacketPath
{
    private const int BatchBytes = 512 * 1024;

    private readonly SealingCrew? _crew;
    private readonly byte[] _batch = [];
    private readonly (OwnRoute Route, int Start, int Length)[] _sends = [];
    private readonly (DataHeader Header, ForwardingEntry Entry, LinkId From)[] _opens = [];
    private int _batchUsed;
    private int _sendCount;
    private int _openCount;

    /// <summary>Seals and queues what was prepared.</summary>
    private void CompleteSending(TimeSpan now)
    {
        if (_sendCount == 0) { return; }

        _crew!.Run();
        for (int i = 0; i < _sendCount; i++)
        {
            (OwnRoute route, int start, int length) = _sends[i];
            Span<byte> frame = _batch.AsSpan(start, length);
            WriteHeader(frame, route.Header);
            _ports.List(route.Port);
            if (!route.Port.TryAddData(frame, route.Flow, LinkId.None, now))
            {
                Counters.Drop(DropReason.LinkQueueFull);
                continue;
            }

            CountSent(length);
        }

        _sendCount = _batchUsed = 0;
    }

    /// <summary>Opens and delivers what was prepared.</summary>
    internal void CompleteOpening(TimeSpan now)
    {
        if (_openCount == 0) { return; }

        int count = _openCount;
        _openCount = 0;
        _crew!.Run();
        for (int i = 0; i < count; i++)
        {
            (DataHeader header, ForwardingEntry entry, LinkId from) = _opens[i];
            FinishOpening(_crew.IsDone(i), _crew.Buffer(i), header, entry, from, now);
        }
    }

    private void PrepareSending(in OwnRoute route, ReadOnlySpan<byte> slot, TimeSpan now)
    {
        int length = FrameSize(slot);
        if (_crew!.IsFull || _batchUsed + length > BatchBytes) { CompleteSending(now); }

        Span<byte> frame = _batch.AsSpan(_batchUsed, length);
        Span<byte> buffer = frame[DataHeader.Size..];
        slot.CopyTo(buffer);
        UserDataHeader.Write(buffer, UserDataType.Packet);
        route.Key.WriteNonce(buffer[^NonceSequence.Size..]);
        _crew.Add(route.Key, buffer, opens: false);
        _sends[_sendCount++] = (route, _batchUsed, length);
        _batchUsed += length;
    }

    private void PrepareOpening(SealingKey key, Span<byte> buffer, in DataHeader header, ForwardingEntry entry, LinkId from, TimeSpan now)
    {
        if (_crew!.IsFull) { CompleteOpening(now); }

        _crew.Add(key, buffer, opens: true);
        _opens[_openCount++] = (header, entry, from);
    }
}
