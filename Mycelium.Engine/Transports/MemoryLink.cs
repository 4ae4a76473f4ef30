using System.Net;

namespace Mycelium.Engine.Transports;

/// <summary>One end of an in-memory connection: reads from one ring of bytes and writes into another.</summary>
internal sealed class MemoryLink : ITransportLink
{
    private const ushort Cost = 5;

    private readonly ByteRing _incoming;
    private readonly ByteRing _outgoing;

    private MemoryLink(Endpoint remoteEndpoint, ByteRing incoming, ByteRing outgoing)
    {
        RemoteEndpoint = remoteEndpoint;
        _incoming = incoming;
        _outgoing = outgoing;
    }

    public Endpoint RemoteEndpoint { get; }

    public IPEndPoint? RemoteAddress => null;

    public ushort StaticCost => Cost;

    public nint PollHandle => -1;

    public string? FailureReason => null;

    internal static (MemoryLink Near, MemoryLink Far) CreatePair(Endpoint listener, Endpoint client, int capacity)
    {
        var toFar = new ByteRing(capacity);
        var toNear = new ByteRing(capacity);
        return (new MemoryLink(listener, toNear, toFar), new MemoryLink(client, toFar, toNear));
    }

    public IoStatus TryReceive(Span<byte> buffer, out int count) => _incoming.TryRead(buffer, out count);

    public IoStatus TrySend(ReadOnlySpan<byte> data, out int count) => _outgoing.TryWrite(data, out count);

    public void SetReadySignal(Action? signal)
    {
        _incoming.ReaderSignal = signal;
        _outgoing.WriterSignal = signal;
    }

    public void Dispose()
    {
        SetReadySignal(null);
        _outgoing.Close();
        _incoming.Close();
    }
}
