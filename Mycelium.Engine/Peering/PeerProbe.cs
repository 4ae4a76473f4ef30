using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>
/// Finds out whether a node answers at an endpoint, and how fast, without joining it: connects, sends Hellos, each of which is answered by
/// exactly one IHU, and announces nothing, so no route ever leads here. Any thread. Source: <c>routing-wire.md</c> sections 3 and 4.
/// </summary>
public sealed class PeerProbe
{
    /// <summary>Most Hellos of one probe.</summary>
    public const int MaximumCount = 100;

    private const ushort HelloIntervalCentiseconds = 2000;

    private readonly TimeProvider _time;

    /// <summary>Makes a probe.</summary>
    /// <param name="time">Source of time; null takes the system's.</param>
    public PeerProbe(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>Checks that an endpoint can be probed; touches nothing.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    public static void RefuseUnusable(Endpoint endpoint)
    {
        if (endpoint.Scheme != TransportScheme.Tcp || endpoint.Port == 0)
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidEndpoint, $"{endpoint} can't be probed.", "Give a tcp:// endpoint with a port from 1 to 65535.");
        }
    }

    /// <summary>Probes several endpoints at once.</summary>
    /// <param name="endpoints">Where to connect; each is probed once.</param>
    /// <param name="count">Hellos to each, one after the other: 1 to <see cref="MaximumCount"/>.</param>
    /// <param name="timeout">How long each probe may take, from the first resolution of its name on.</param>
    /// <param name="parallelism">Probes at a time, 1 or more.</param>
    /// <param name="progress">Called after each probe, on any thread, with the number of those that have ended; null for nothing.</param>
    /// <param name="cancellationToken">Ends all probes.</param>
    /// <returns>The results, best first: by round trip time, those without an answer at the end.</returns>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>: an endpoint can't be probed.</exception>
    public async Task<IReadOnlyList<PeerProbeResult>> ProbeAllAsync(
        IEnumerable<Endpoint> endpoints,
        int count,
        TimeSpan timeout,
        int parallelism,
        Action<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Endpoint[] distinct = [.. endpoints.Distinct()];
        var results = new PeerProbeResult[distinct.Length];
        int ended = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, distinct.Length, options, async (index, token) =>
        {
            results[index] = await ProbeAsync(distinct[index], count, timeout, token).ConfigureAwait(false);
            progress?.Invoke(Interlocked.Increment(ref ended));
        }).ConfigureAwait(false);
        return results.OrderBy(result => result.RoundTripTime ?? TimeSpan.MaxValue).ToArray();
    }

    /// <summary>Probes an endpoint. That nobody answers is a result, not an error.</summary>
    /// <param name="endpoint">Where to connect; only TCP endpoints can be probed.</param>
    /// <param name="count">Hellos, one after the other: 1 to <see cref="MaximumCount"/>.</param>
    /// <param name="timeout">How long the probe may take, from the first resolution of its name on.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>: the endpoint can't be probed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    public async Task<PeerProbeResult> ProbeAsync(
        Endpoint endpoint, int count, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumCount);
        RefuseUnusable(endpoint);
        using var limit = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var conversation = new ProbeConversation();
        string? error = null;
        try
        {
            await ConverseAsync(endpoint, count, conversation, both.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            error = (exception.InnerException ?? exception).Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string what = conversation.ConnectTime is null ? "No connection" : "Connected, but no answer";
            error = FormattableString.Invariant($"{what} within {timeout.TotalSeconds:0.###} s.");
        }

        return new PeerProbeResult
        {
            Endpoint = endpoint.ToString(),
            Address = conversation.Node?.Key.Address.ToIPAddress(),
            PublicKey = conversation.Node?.Key.ToString(),
            RemoteEndPoint = conversation.RemoteEndPoint,
            ConnectTime = conversation.ConnectTime,
            RoundTripTimes = conversation.RoundTripTimes.ToArray(),
            Error = conversation.RoundTripTimes.Count == count ? null : error,
        };
    }

    private async Task ConverseAsync(Endpoint endpoint, int count, ProbeConversation conversation, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        EndPoint target = endpoint.Address is { } address
            ? new IPEndPoint(address, endpoint.Port)
            : new DnsEndPoint(endpoint.Host, endpoint.Port);
        await client.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        conversation.ConnectTime = _time.GetElapsedTime(start);
        conversation.RemoteEndPoint = Plain((IPEndPoint)client.RemoteEndPoint!);
        byte[] hello = new byte[ControlFrame.MaximumSize];
        for (int i = 0; i < count; i++)
        {
            var tlv = new HelloTlv(true, new SequenceNumber((ushort)i), HelloIntervalCentiseconds);
            ControlFrame.TryWrite(ControlTlv.From(tlv), hello, out int length);
            long sentAt = _time.GetTimestamp();
            await client.SendAsync(hello.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            while (conversation.Answers <= i) { await ReceiveAsync(client, conversation, cancellationToken).ConfigureAwait(false); }

            if (conversation.Answers > i + 1) { throw new IOException("What is there answers more than it was asked."); }

            conversation.RoundTripTimes.Add(_time.GetElapsedTime(sentAt));
        }

        // It announces itself at once, but in large networks not before its answers.
        while (conversation.Node is null) { await ReceiveAsync(client, conversation, cancellationToken).ConfigureAwait(false); }
    }

    private static IPEndPoint Plain(IPEndPoint end) =>
        end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;

    private static async Task ReceiveAsync(Socket client, ProbeConversation conversation, CancellationToken cancellationToken)
    {
        int received = await client.ReceiveAsync(conversation.Free, cancellationToken).ConfigureAwait(false);
        if (received == 0) { throw new IOException("The other end closed the connection."); }

        if (!conversation.Take(received)) { throw new IOException("What answers there does not speak this protocol."); }
    }
}
