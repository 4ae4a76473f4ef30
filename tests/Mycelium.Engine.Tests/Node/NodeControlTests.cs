using Mycelium.Engine.Configuration;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Transports;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class NodeControlTests
{
    [Fact]
    public async Task What_comes_in_during_the_stop_dials_nobody_and_the_stop_ends_well()
    {
        CancellationToken limit = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;
        var tunnel = new FakeTunnel();
        NodeControl control = Control(tunnel);
        tunnel.Disposing = ((IPeeringEvents)control).NetworkChanged;
        control.Open([]);
        Assert.True(Endpoint.TryParse("memory://nobody:1", out Endpoint nobody, out _));
        await control.AskAsync(() => control.AddPeer(nobody, cost: null, isEnabled: true), limit);
        await FailedAttemptAsync(control, limit);

        await control.DisposeAsync();

        Assert.True(tunnel.IsDisposed);
        Assert.Equal(NodeState.Stopped, control.FinalSnapshot!.State);
    }

    [Fact]
    public async Task Connections_that_the_loop_has_no_time_for_are_closed_beyond_a_number_and_counted()
    {
        const int Connections = 200;
        CancellationToken limit = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;
        NodeControl control = Control(new FakeTunnel());
        control.Open([]);
        using var isHeld = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        Task<bool> held = control.AskAsync(
            () =>
            {
                isHeld.Set();
                return mayGoOn.Wait(TimeSpan.FromMinutes(1));
            },
            limit);
        isHeld.Wait(limit);
        for (int i = 0; i < Connections; i++)
        {
            (MemoryLink near, _) = MemoryLink.CreatePair(Endpoint.Memory($"near{i}"), Endpoint.Memory($"far{i}"), 100);
            ((IPeeringEvents)control).LinkAccepted(near);
        }

        mayGoOn.Set();
        Assert.True(await held);
        NodeStatistic statistic = await control.AskAsync(control.Statistic, limit);
        IReadOnlyList<PeerSnapshot> peers = await control.AskAsync(control.Peers, limit);

        Assert.Equal(Connections - 64, statistic.Limited["AcceptedConnections"]);
        Assert.Equal(64, peers.Count);
        await control.DisposeAsync();
    }

    private static async Task FailedAttemptAsync(NodeControl control, CancellationToken limit)
    {
        while (true)
        {
            Task change = control.WaitForChangeAsync(limit);
            if ((await control.AskAsync(control.Peers, limit))[0].NextAttempt is not null) { return; }

            await change;
        }
    }

    private static NodeControl Control(FakeTunnel tunnel)
    {
        NodeIdentity identity = NodeIdentity.Create();
        var description = new NodeDescription("a", identity, RouterId.Create(identity.PublicKey, 1), new NodeClock(TimeProvider.System));
        var options = new NodeOptions { MemoryTransport = new MemoryTransport() };
        var events = new NodeEventHub(description.Name, TimeProvider.System, static _ => { });
        return new NodeControl(description, identity, tunnel, options, 1, events);
    }
}
