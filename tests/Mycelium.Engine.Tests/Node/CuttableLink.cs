using System.Net;
using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Tests.Node;

/// <summary>A link of a <see cref="CuttableTransport"/>.</summary>
internal sealed class CuttableLink(CuttableTransport owner, ITransportLink inner) : ITransportLink
{
    private Action? _signal;

    public Endpoint RemoteEndpoint => inner.RemoteEndpoint;

    public IPEndPoint? RemoteAddress => inner.RemoteAddress;

    public ushort StaticCost => inner.StaticCost;

    public nint PollHandle => inner.PollHandle;

    public string? FailureReason => inner.FailureReason;

    public IoStatus TryReceive(Span<byte> buffer, out int count)
    {
        count = 0;
        return owner.IsCut ? IoStatus.WouldBlock : inner.TryReceive(buffer, out count);
    }

    public IoStatus TrySend(ReadOnlySpan<byte> data, out int count)
    {
        count = 0;
        return owner.IsCut ? IoStatus.WouldBlock : inner.TrySend(data, out count);
    }

    public void SetReadySignal(Action? signal)
    {
        Volatile.Write(ref _signal, signal);
        inner.SetReadySignal(signal);
    }

    public void Dispose() => inner.Dispose();

    internal void Signal() => Volatile.Read(ref _signal)?.Invoke();
}
