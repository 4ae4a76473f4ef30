using System.Net;
using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>A transport that takes as many bytes as it was allowed, and remembers them.</summary>
internal sealed class MeteredLink : ITransportLink
{
    private int _allowed;

    internal int UnsentLimit { get; set; } = 8192;

    public Endpoint RemoteEndpoint => Endpoint.Memory("metered");

    public IPEndPoint? RemoteAddress => null;

    public ushort StaticCost => 1;

    public nint PollHandle => -1;

    public string? FailureReason => null;

    internal List<byte> Sent { get; } = [];

    internal bool HasShare { get; set; }

    internal int Room { get; set; } = int.MaxValue;

    internal bool IsClosed { get; set; }

    internal Action? Signal { get; private set; }

    internal void Allow(int bytes) => _allowed = Math.Max(0, _allowed + bytes);

    public IoStatus TryReceive(Span<byte> buffer, out int count)
    {
        count = 0;
        return IsClosed ? IoStatus.Closed : IoStatus.WouldBlock;
    }

    public IoStatus TrySend(ReadOnlySpan<byte> data, out int count)
    {
        count = Math.Min(data.Length, _allowed);
        if (count == 0) { return IoStatus.WouldBlock; }

        _allowed -= count;
        if (Room != int.MaxValue) { Room -= count; }

        Sent.AddRange(data[..count]);
        return IoStatus.Done;
    }

    public TransportShare? GetShare(TimeSpan now) => HasShare ? new TransportShare(UnsentLimit, Room, 0) : null;

    public void SetReadySignal(Action? signal) => Signal = signal;

    public void Dispose()
    {
    }
}
