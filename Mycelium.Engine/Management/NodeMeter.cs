using System.Diagnostics.Metrics;
using Mycelium.Engine.DataPlane;

namespace Mycelium.Engine.Management;

/// <summary>The metrics of a node for whoever listens to the meter "Mycelium", such as dotnet-counters or OpenTelemetry.</summary>
/// <remarks>
/// All instruments are observed: nothing is computed until somebody asks, and then on the thread of who asks, from what the data
/// thread counts anyway. Names and units follow OpenTelemetry's conventions; each measurement has the tag <c>mycelium.node</c>. Tags
/// have a bounded number of values: reasons and stages are fixed, peers are those configured or discovered, and one for all others.
/// </remarks>
internal sealed class NodeMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    internal const string Name = "Mycelium";

    private const string Packet = "{packet}";
    private const string Bytes = "By";
    private const string Seconds = "s";

    private static readonly DropReason[] DropReasons = Enum.GetValues<DropReason>();
    private static readonly double[] Quantiles = [0.5, 0.9, 0.99, 1];

    private readonly Meter _meter = new(Name, typeof(NodeMeter).Assembly.GetName().Version?.ToString(3));
    private readonly KeyValuePair<string, object?> _node;

    /// <summary>Offers the metrics until the disposal.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="counters">What the data thread counts.</param>
    /// <param name="links">What it counts of connections.</param>
    internal NodeMeter(string node, DataPlaneCounters counters, LinkTotals links)
    {
        _node = new KeyValuePair<string, object?>("mycelium.node", node);
        AddPackets(counters);
        AddTurns(counters);
        AddLinks(links);
    }

    public void Dispose() => _meter.Dispose();

    private void AddPackets(DataPlaneCounters counters)
    {
        _meter.CreateObservableCounter(
            "mycelium.packets",
            () => Traffic(counters.SentPackets, counters.ReceivedPackets, counters.ForwardedPackets),
            Packet,
            "Packets of this node sealed and sent, opened and delivered, and of others passed on.");
        _meter.CreateObservableCounter(
            "mycelium.io",
            () => Traffic(counters.SentBytes, counters.ReceivedBytes, counters.ForwardedBytes),
            Bytes,
            "Bytes of those packets.");
        _meter.CreateObservableCounter(
            "mycelium.packets.dropped",
            () => DropReasons.Select(reason => Measure(counters.Dropped(reason), "mycelium.drop.reason", reason.ToString())),
            Packet,
            "Packets that were not passed on, by reason.");
        _meter.CreateObservableUpDownCounter(
            "mycelium.packets.waiting",
            () => new Measurement<long>(Volatile.Read(ref counters.WaitingPackets), _node),
            Packet,
            "Packets that wait for a route.");
    }

    private void AddTurns(DataPlaneCounters counters)
    {
        _meter.CreateObservableCounter(
            "mycelium.stage.operations",
            () => counters.Stages().Select(stage => Measure(stage.Value, "mycelium.stage", stage.Key)),
            "{operation}",
            "What the data thread has done, by stage.");
        _meter.CreateObservableGauge(
            "mycelium.turn.duration",
            () => Times(counters.TurnDuration.Copy()),
            Seconds,
            "Duration of the data thread's turns since the start, by quantile.");
        _meter.CreateObservableGauge(
            "mycelium.batch.size",
            () => Sizes(counters.BatchSize.Copy()),
            Packet,
            "Packets that were read from the host at once since the start, by quantile.");
    }

    private void AddLinks(LinkTotals links)
    {
        _meter.CreateObservableUpDownCounter(
            "mycelium.connections", () => new Measurement<int>(links.Count, _node), "{connection}", "Connections to neighbours.");
        _meter.CreateObservableCounter(
            "mycelium.peer.io",
            () => links.BytesByPeer().SelectMany(peer => Directions(peer.Key, peer.Value.Received, peer.Value.Sent)),
            Bytes,
            "Bytes received from and sent to peers on the present connection.");
        _meter.CreateObservableUpDownCounter(
            "mycelium.peer.queue.size",
            () => links.BytesByPeer().Select(peer => Measure(peer.Value.Queued, "mycelium.peer", peer.Key)),
            Bytes,
            "Bytes that wait to be sent to peers.");
        _meter.CreateObservableGauge(
            "mycelium.queue.delay",
            () => Times(links.Queues().Delay),
            Seconds,
            "Time that packets waited in the queues of all links since the start, by quantile.");
        _meter.CreateObservableGauge(
            "mycelium.queue.depth",
            () => Sizes(links.Queues().Depth),
            Bytes,
            "Bytes that waited in the queues of all links since the start, by quantile.");
    }

    private Measurement<long>[] Traffic(long sent, long received, long forwarded) =>
    [
        Measure(sent, "mycelium.traffic", "sent"),
        Measure(received, "mycelium.traffic", "received"),
        Measure(forwarded, "mycelium.traffic", "forwarded"),
    ];

    private Measurement<long>[] Directions(string peer, long received, long sent)
    {
        var tag = new KeyValuePair<string, object?>("mycelium.peer", peer);
        return
        [
            new Measurement<long>(received, _node, tag, new KeyValuePair<string, object?>("network.io.direction", "receive")),
            new Measurement<long>(sent, _node, tag, new KeyValuePair<string, object?>("network.io.direction", "transmit")),
        ];
    }

    private Measurement<long> Measure(long value, string tag, string tagValue) =>
        new(value, _node, new KeyValuePair<string, object?>(tag, tagValue));

    // A quantile of nothing is no measurement.
    private IEnumerable<Measurement<double>> Times(RecordedHistogram copy) => copy.Count == 0
        ? []
        : Quantiles.Select(quantile => new Measurement<double>(copy.TimeAt(quantile).TotalSeconds, _node, Quantile(quantile)));

    private IEnumerable<Measurement<long>> Sizes(RecordedHistogram copy) => copy.Count == 0
        ? []
        : Quantiles.Select(quantile => new Measurement<long>(copy.SizeAt(quantile), _node, Quantile(quantile)));

    private static KeyValuePair<string, object?> Quantile(double quantile) => new("mycelium.quantile", quantile);
}
