using Microsoft.Extensions.Time.Testing;
using Mycelium.Engine.Management;
using Xunit;

namespace Mycelium.Engine.Tests.Management;

public sealed class NodeEventHubTests
{
    [Fact]
    public async Task Events_arrive_in_order_and_disposal_delivers_the_rest()
    {
        var seen = new List<string>();
        var hub = new NodeEventHub("n", new FakeTimeProvider(), item => seen.Add(item.Message));

        for (int i = 0; i < 10; i++) { hub.Raise(NodeEventSeverity.Debug, "test", $"{i}"); }

        await hub.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), seen);
    }

    [Fact]
    public async Task A_slow_subscriber_loses_the_oldest_and_is_told_how_many()
    {
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var seen = new List<NodeEvent>();
        var hub = new NodeEventHub("n", new FakeTimeProvider(), item =>
        {
            entered.Set();
            gate.Wait();
            seen.Add(item);
        });
        hub.Raise(NodeEventSeverity.Debug, "test", "held");
        entered.Wait();

        for (int i = 0; i < 1024 + 5; i++) { hub.Raise(NodeEventSeverity.Debug, "test", $"{i}"); }

        gate.Set();
        await hub.DisposeAsync();
        Assert.Equal("held", seen[0].Message);
        Assert.Equal(NodeEventSeverity.Warning, seen[1].Severity);
        Assert.Equal(5, hub.Dropped);
        Assert.StartsWith("5 older events", seen[1].Message, StringComparison.Ordinal);
        Assert.Equal("5", seen[2].Message);
    }

    [Fact]
    public async Task The_latest_thousand_are_kept_though_nobody_took_them()
    {
        var hub = new NodeEventHub("n", new FakeTimeProvider(), _ => { });

        for (int i = 0; i < 1003; i++) { hub.Raise(NodeEventSeverity.Debug, "test", $"{i}"); }

        await hub.DisposeAsync();
        Assert.Equal(Enumerable.Range(3, 1000).Select(i => $"{i}"), hub.Past().Select(item => item.Message));
    }

    [Fact]
    public async Task A_throwing_subscriber_does_not_stop_the_delivery()
    {
        int calls = 0;
        var hub = new NodeEventHub("n", new FakeTimeProvider(), _ =>
        {
            calls++;
            throw new InvalidOperationException();
        });

        hub.Raise(NodeEventSeverity.Debug, "test", "a");
        hub.Raise(NodeEventSeverity.Debug, "test", "b");

        await hub.DisposeAsync();
        Assert.Equal(2, calls);
    }
}
