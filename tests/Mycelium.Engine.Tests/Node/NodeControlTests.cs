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
        await control.AskAsync(() => control.AddPeer(nobody), limit);
        await FailedAttemptAsync(control, limit);

        await control.DisposeAsync();

        Assert.True(tunnel.IsDisposed);
        Assert.Equal(NodeState.Stopped, control.FinalSnapshot!.State);
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
