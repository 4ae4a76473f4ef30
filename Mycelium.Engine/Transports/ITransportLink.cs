using System.Net;

namespace Mycelium.Engine.Transports;

/// <summary>An established byte stream to a neighbour, non-blocking, driven by one data thread.</summary>
/// <remarks>
/// One thread at a time calls the two Try methods; <see cref="IDisposable.Dispose"/> may come from that thread only.
/// Readiness comes from polling <see cref="PollHandle"/>, or, where that is -1, by the callback of <see cref="SetReadySignal"/>.
/// </remarks>
public interface ITransportLink : IDisposable
{
    /// <summary>The remote end as an endpoint; for an accepted connection with the remote's own port.</summary>
    Endpoint RemoteEndpoint { get; }

    /// <summary>The remote IP address and port, if the transport has one.</summary>
    IPEndPoint? RemoteAddress { get; }

    /// <summary>The fixed part of the link cost. Source: <c>transports.md</c> section 8.</summary>
    ushort StaticCost { get; }

    /// <summary>The operating system's handle to poll, or -1 if the link signals by callback.</summary>
    nint PollHandle { get; }

    /// <summary>Why the last call returned <see cref="IoStatus.Failed"/>; null before that.</summary>
    string? FailureReason { get; }

    /// <summary>Reads what is there.</summary>
    /// <param name="buffer">Receives the bytes; not empty.</param>
    /// <param name="count">Bytes read, 0 unless the result is <see cref="IoStatus.Done"/>.</param>
    IoStatus TryReceive(Span<byte> buffer, out int count);

    /// <summary>Writes as much as is taken at once.</summary>
    /// <param name="data">The bytes; not empty.</param>
    /// <param name="count">Bytes taken, 0 unless the result is <see cref="IoStatus.Done"/>.</param>
    IoStatus TrySend(ReadOnlySpan<byte> data, out int count);

    /// <summary>Notes that it took all that there was: what it carries now says nothing about what it could.</summary>
    void NoteEmptied()
    {
    }

    /// <summary>How long ago the system of the other end last acknowledged anything; null where that is not known. Any thread.</summary>
    TimeSpan? GetSilence() => null;

    /// <summary>
    /// How much the transport should be given at the moment; null if it can't tell, and what it takes is the measure. Cheap: looks at the
    /// connection no more than about once a millisecond. Called by the thread that sends.
    /// </summary>
    /// <param name="now">The present time.</param>
    TransportShare? GetShare(TimeSpan now) => null;

    /// <summary>Sets what a link without a handle calls, from any thread, when it may be readable or writable again.</summary>
    /// <param name="signal">Must return at once; null stops the calls.</param>
    void SetReadySignal(Action? signal);
}
