using System.Net;
using System.Threading.Channels;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;

namespace Mycelium.Engine;

/// <content>Latency, jitter, loss and rate of the way to another node.</content>
public sealed partial class MyceliumNode
{
    /// <summary>Most requests of a measurement that are sent one by one.</summary>
    public const int MaximumMeasurementCount = 1000;

    private const byte MeasurementHopLimit = 64;

    // Every node can take packets of 1280 bytes.
    private const int RatePacketSize = 1280;

    private static readonly TimeSpan LeastLossTime = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures the way to another node and back by echo requests, which are sealed as all traffic is.</summary>
    /// <param name="destination">Overlay address of another node.</param>
    /// <param name="count">Requests for latency, jitter and loss: 1 to <see cref="MaximumMeasurementCount"/>.</param>
    /// <param name="interval">Time between two of these.</param>
    /// <param name="rateDuration">How long to fill the way in order to find its rate; zero leaves the rate out.</param>
    /// <param name="timeout">How long to wait for a route, and for an answer.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <exception cref="MyceliumException">As <see cref="ResolveRouteAsync"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public async Task<PathMeasurement> MeasurePathAsync(
        IPAddress destination,
        int count,
        TimeSpan interval,
        TimeSpan rateDuration,
        TimeSpan timeout,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumMeasurementCount);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        await ResolveRouteAsync(destination, timeout, cancellationToken).ConfigureAwait(false);
        var requests = new List<Task<EchoResult>>();
        for (int number = 1; number <= count; number++)
        {
            requests.Add(PingAsync(destination, number, TracePayload, MeasurementHopLimit, timeout, cancellationToken));
            if (number < count) { await Task.Delay(interval, _time, cancellationToken).ConfigureAwait(false); }
        }

        EchoResult[] results = await Task.WhenAll(requests).ConfigureAwait(false);
        var measurement = new PathMeasurement
        {
            Node = Name,
            Destination = destination,
            Sent = count,
            RoundTripTimes = results.Select(result => result.Status == EchoStatus.Success ? result.RoundTripTime : null).ToArray(),
        };
        if (rateDuration <= TimeSpan.Zero || measurement.MaximumRoundTripTime is not { } longest) { return measurement; }

        // Filling the way makes its queues longer.
        TimeSpan lossTime = LeastLossTime + (4 * longest);
        return measurement with
        {
            BytesPerSecond = await MeasureRateAsync(destination, rateDuration, lossTime, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<long> MeasureRateAsync(
        IPAddress destination, TimeSpan duration, TimeSpan lossTime, CancellationToken cancellationToken)
    {
        var answers = Channel.CreateUnbounded<(long Number, bool IsAnswered)>(new UnboundedChannelOptions { SingleReader = true });
        var window = new ProbeWindow();
        (long sent, int underWay, long bytes) = (0, 0, 0);
        TimeSpan last = TimeSpan.Zero;
        long start = _time.GetTimestamp();
        while (true)
        {
            while (underWay < window.Size && _time.GetElapsedTime(start) < duration)
            {
                underWay++;
                _ = ProbeAsync(++sent);
            }

            if (underWay == 0) { break; }

            (long number, bool isAnswered) = await answers.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            underWay--;
            if (isAnswered)
            {
                window.Answered();
                bytes += RatePacketSize;
                last = _time.GetElapsedTime(start);
            }
            else
            {
                if (Completion.IsCompleted) { throw _control.Stopped(); }

                window.Lost(number, sent);
            }
        }

        return last > TimeSpan.Zero ? (long)(bytes / last.TotalSeconds) : 0;

        async Task ProbeAsync(long number)
        {
            bool isAnswered = false;
            try
            {
                const int Payload = RatePacketSize - EchoClient.Overhead;
                Task<EchoResult> probe = PingAsync(destination, 1, Payload, MeasurementHopLimit, lossTime, cancellationToken);
                EchoResult result = await probe.ConfigureAwait(false);
                isAnswered = result.Status == EchoStatus.Success;
            }
            catch (Exception exception) when (exception is OperationCanceledException or MyceliumException)
            {
                // The measurement was ended, or the node; the reader finds out by itself.
            }

            answers.Writer.TryWrite((number, isAnswered));
        }
    }
}
