using Microsoft.Extensions.Time.Testing;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Xunit;
using Xunit.Abstractions;

namespace Mycelium.Engine.Tests.Node;

/// <summary>A node a, its peer h, the victim v behind that, and neighbours of a that claim to be v and drop all packets.</summary>
public sealed class BlackHoleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(30);

    private readonly TestNetwork _network = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<NodeEvent> _events = [];
    private readonly List<BlackHole> _holes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (BlackHole hole in _holes) { await hole.DisposeAsync(); }

        await _network.StopAllAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traffic_leaves_a_peer_that_announces_the_victim_and_drops_its_packets(bool keepsUp)
    {
        (MyceliumNode a, MyceliumNode v) = await StartAsync();
        await ReachAsync(a, v);

        BlackHole hole = await OpenAsync(v, keepsUp: keepsUp);
        await SwallowsAsync(a, v, hole);
        TimeSpan outage = await ReachAsync(a, v);

        AssertShort(outage);
        await WaitAsync(() => Has(NodeEventSeverity.Warning, "announces it but does not deliver; traffic goes through memory://h:1."));
        int swallowed = hole.Swallowed;
        await StaysReachableAsync(a, v, TimeSpan.FromSeconds(120));
        Assert.InRange(hole.Swallowed - swallowed, 0, 20);
    }

    [Fact]
    public async Task Traffic_finds_another_way_though_the_liar_was_there_first()
    {
        MyceliumNode h = await _network.StartAsync("h");
        MyceliumNode v = await _network.StartAsync("v", "h");
        await _network.PeerAliveAsync(v, "h");
        MyceliumNode a = await _network.StartAsync(Options("a"));
        BlackHole hole = await OpenAsync(v);
        await SwallowsAsync(a, v, hole);

        await a.AddPeerAsync(TestNetwork.EndpointOf("h"));
        TimeSpan outage = await ReachAsync(a, v);

        AssertShort(outage);
        Assert.Equal(1, (await h.GetSnapshotAsync()).RouteCount - 1);
    }

    [Fact]
    public async Task Of_several_liars_none_keeps_the_traffic()
    {
        (MyceliumNode a, MyceliumNode v) = await StartAsync();
        await ReachAsync(a, v);

        BlackHole hole = await OpenAsync(v);
        await OpenAsync(v, keepsUp: true);
        await OpenAsync(v);
        await SwallowsAsync(a, v, hole);
        TimeSpan outage = await ReachAsync(a, v);

        AssertShort(outage);
    }

    /// <summary>The liar takes the packets of both: an answer over the other way must come back over that way.</summary>
    [Fact]
    public async Task Traffic_leaves_a_peer_that_draws_both_ends_to_itself()
    {
        await _network.StartAsync("h");
        MyceliumNode v = await _network.StartAsync(Options("v", "h"));
        MyceliumNode a = await _network.StartAsync(Options("a", "h"));
        await ReachAsync(a, v);

        BlackHole atA = await OpenAsync(v, "a", keepsUp: true);
        BlackHole atV = await OpenAsync(a, "v", keepsUp: true);
        await SwallowsAsync(a, v, atA);
        await SwallowsAsync(v, a, atV);
        TimeSpan outage = await ReachAsync(a, v);

        AssertShort(outage);
    }

    [Fact]
    public async Task A_peer_that_delivers_is_never_accused()
    {
        await _network.StartAsync("h");
        await _network.StartAsync("g");
        MyceliumNode v = await _network.StartAsync("v", "h", "g");
        MyceliumNode a = await _network.StartAsync(Options("a", "h", "g"));
        await ReachAsync(a, v);

        await StaysReachableAsync(a, v, TimeSpan.FromSeconds(90));

        Assert.False(Has(NodeEventSeverity.Warning, "does not deliver"));
    }

    [Fact]
    public async Task A_victim_that_is_gone_makes_nobody_accused()
    {
        (MyceliumNode a, MyceliumNode v) = await StartAsync();
        await _network.StartAsync(_network.Options("g", "a", "h"));
        await ReachAsync(a, v);

        await OpenAsync(v);
        await v.StopAsync();
        for (int i = 0; i < 60; i++) { await TryAsync(a, v); }

        Assert.False(Has(NodeEventSeverity.Warning, "does not deliver"));
    }

    private NodeOptions Options(string name, params string[] peers) =>
        _network.Options(name, peers) with { TimeProvider = _time, EventRaised = (_, item) => Note(item) };

    private async Task<(MyceliumNode A, MyceliumNode V)> StartAsync()
    {
        await _network.StartAsync("h");
        MyceliumNode v = await _network.StartAsync("v", "h");
        return (await _network.StartAsync(Options("a", "h")), v);
    }

    private async Task<BlackHole> OpenAsync(MyceliumNode victim, string at = "a", bool keepsUp = false)
    {
        string routerId = (await victim.GetSnapshotAsync(_network.Limit)).RouterId;
        var parsed = RouterId.Read(Convert.FromHexString(routerId.Replace("-", "", StringComparison.Ordinal)));
        BlackHole hole = await BlackHole.OpenAsync(_network, at, parsed, keepsUp: keepsUp);
        _holes.Add(hole);
        return hole;
    }

    // One echo request; the clock of the nodes moves until it is answered or lost, but not ahead of nodes that have too little processor.
    private async Task<bool> TryAsync(MyceliumNode from, MyceliumNode to)
    {
        Task<EchoResult> ping = from.PingAsync(to.Address, 1, 56, 64, Step * 3, _network.Limit);
        while (!ping.IsCompleted)
        {
            await Task.WhenAny(ping, Task.Delay(TimeSpan.FromMilliseconds(20), _network.Limit));
            await _network.TakeTurnsAsync();
            if (!ping.IsCompleted) { _time.Advance(Step); }
        }

        return (await ping).Status == EchoStatus.Success;
    }

    // Time on the clock of the nodes until an answer comes.
    private async Task<TimeSpan> ReachAsync(MyceliumNode from, MyceliumNode to)
    {
        DateTimeOffset start = _time.GetUtcNow();
        while (!await TryAsync(from, to)) { }

        return _time.GetUtcNow() - start;
    }

    private async Task SwallowsAsync(MyceliumNode from, MyceliumNode to, BlackHole hole)
    {
        int before = hole.Swallowed;
        while (hole.Swallowed == before) { await TryAsync(from, to); }
    }

    private async Task StaysReachableAsync(MyceliumNode from, MyceliumNode to, TimeSpan time)
    {
        int lost = 0;
        int sent = 0;
        for (TimeSpan passed = default; passed < time; passed += Step * 5)
        {
            sent++;
            lost += await TryAsync(from, to) ? 0 : 1;
            _time.Advance(Step * 5);
        }

        Assert.True(lost * 5 < sent, $"{lost} of {sent} packets were lost.");
    }

    private void AssertShort(TimeSpan outage)
    {
        output.WriteLine($"No packet arrived for {outage.TotalSeconds:0.0} s.");
        Assert.True(outage < Goal, $"{outage}");
    }

    private async Task WaitAsync(Func<bool> isReached)
    {
        while (!isReached()) { await Task.Delay(TimeSpan.FromMilliseconds(10), _network.Limit); }
    }

    private void Note(NodeEvent item)
    {
        lock (_events) { _events.Add(item); }
    }

    private bool Has(NodeEventSeverity severity, string text)
    {
        lock (_events) { return _events.Any(item => item.Severity == severity && item.Message.Contains(text, StringComparison.Ordinal)); }
    }
}
