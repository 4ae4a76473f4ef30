using System.Net;
using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>A transport that takes everything, or nothing at every second call.</summary>
internal sealed class SinkLink : ITransportLink
{
    private bool _isOdd;

    public Endpoint RemoteEndpoint => Endpoint.Memory("sink");

    public IPEndPoint? RemoteAddress => null;

    public ushort StaticCost => 1;

    public nint PollHandle => -1;

    public string? FailureReason => null;

    internal bool BlocksEverySecondCall { get; set; }

    public IoStatus TryReceive(Span<byte> buffer, out int count)
    {
        count = 0;
        return IoStatus.WouldBlock;
    }

    public IoStatus TrySend(ReadOnlySpan<byte> data, out int count)
    {
        _isOdd = !_isOdd;
        bool isTaken = !BlocksEverySecondCall || _isOdd;
        count = isTaken ? data.Length : 0;
        return isTaken ? IoStatus.Done : IoStatus.WouldBlock;
    }

    public void SetReadySignal(Action? signal)
    {
    }

    public void Dispose()
    {
    }
}
