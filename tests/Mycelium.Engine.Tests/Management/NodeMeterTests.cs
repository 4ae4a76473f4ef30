using System.Diagnostics.Metrics;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Management;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Management;

public sealed class NodeMeterTests : IDisposable
{
    private readonly DataPlaneCounters _counters = new();
    private readonly LinkTotals _links = new();
    private readonly List<Instrument> _instruments = [];
    private readonly List<(string Name, double Value, Dictionary<string, string> Tags)> _measurements = [];
    private readonly MeterListener _listener = new();
    private readonly string _node = Guid.NewGuid().ToString();

    public NodeMeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != NodeMeter.Name) { return; }

            lock (_instruments) { _instruments.Add(instrument); }

            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
    }

    [Fact]
    public void Every_instrument_is_observed_and_has_a_unit()
    {
        using var meter = new NodeMeter(_node, _counters, _links);
        _listener.Start();

        Instrument[] instruments;
        lock (_instruments) { instruments = [.. _instruments]; }

        Assert.NotEmpty(instruments);
        Assert.All(instruments, instrument =>
        {
            Assert.True(instrument.IsObservable, instrument.Name);
            Assert.False(string.IsNullOrEmpty(instrument.Unit) || string.IsNullOrEmpty(instrument.Description), instrument.Name);
            Assert.Matches("^mycelium(\\.[a-z]+)+$", instrument.Name);
        });
    }

    [Fact]
    public void What_the_data_thread_counts_is_offered()
    {
        using var meter = new NodeMeter(_node, _counters, _links);
        _listener.Start();
        _counters.SentPackets = 7;
        _counters.ReceivedBytes = 900;
        _counters.Drop(DropReason.Replayed);
        _counters.LinkReads = 3;
        _counters.TurnDuration.Record(TimeSpan.FromMilliseconds(2));
        var link = new LinkCounters { SentBytes = 5 };
        link.Queue.Delay.Record(TimeSpan.FromMilliseconds(4));
        _links.Add(new LinkId(1), "tcp://[::1]:1", link);

        Observe();

        Assert.Equal(7, Value("mycelium.packets", "mycelium.traffic", "sent"));
        Assert.Equal(900, Value("mycelium.io", "mycelium.traffic", "received"));
        Assert.Equal(1, Value("mycelium.packets.dropped", "mycelium.drop.reason", "Replayed"));
        Assert.Equal(0, Value("mycelium.packets.dropped", "mycelium.drop.reason", "NoRoute"));
        Assert.Equal(3, Value("mycelium.stage.operations", "mycelium.stage", "LinkReads"));
        Assert.Equal(1, Value("mycelium.connections", "mycelium.node", _node));
        Assert.Equal(5, _measurements.Single(item => item.Name == "mycelium.peer.io"
            && item.Tags["mycelium.peer"] == "tcp://[::1]:1" && item.Tags["network.io.direction"] == "transmit").Value);
        Assert.InRange(Value("mycelium.turn.duration", "mycelium.quantile", "0.5"), 0.002, 0.0022);
        Assert.InRange(Value("mycelium.queue.delay", "mycelium.quantile", "0.99"), 0.004, 0.0043);
    }

    [Fact]
    public void Nothing_is_offered_of_what_never_happened_or_of_a_node_that_has_ended()
    {
        var meter = new NodeMeter(_node, _counters, _links);
        _listener.Start();
        Observe();
        Assert.DoesNotContain(_measurements, item => item.Name is "mycelium.queue.delay" or "mycelium.batch.size");
        Assert.NotEmpty(_measurements);

        meter.Dispose();
        Observe();
        Assert.Empty(_measurements);
    }

    public void Dispose() => _listener.Dispose();

    private void Observe()
    {
        _measurements.Clear();
        _listener.RecordObservableInstruments();
    }

    private double Value(string name, string tag, string value) =>
        _measurements.Single(item => item.Name == name && item.Tags[tag] == value).Value;

    // Nodes of other tests have meters of the same name.
    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, string> named = tags.ToArray().ToDictionary(tag => tag.Key, tag => FormattableString.Invariant($"{tag.Value}"));
        if (named["mycelium.node"] == _node) { _measurements.Add((instrument.Name, value, named)); }
    }
}
