using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network.Overlays;

/// <summary>A <c>Mycelium.Host</c> in each place, with one node: router, cmdlets and TUN interface.</summary>
internal sealed class HostOverlay : IOverlay
{
    internal const string OverlayName = "Mycelium.Host";

    public string Name => OverlayName;

    public bool CanFormLines => true;

    public async Task<OverlayStart> StartAsync(CandidateNetwork network)
    {
        LabNode[] nodes = await LabNode.StartAllAsync(network.Places.Select((place, i) => (place, new NodeSetup
        {
            Name = place.Name,
            Peers = i == 0 ? [] : [$"tcp://{network.Links[i - 1].FirstAddress}:9651"],
        })));
        await nodes[0].WaitForRouteAsync(nodes[^1]);
        await nodes[^1].WaitForRouteAsync(nodes[0]);
        return new OverlayStart(nodes[^1].Address, [.. nodes.Select(node => node.Agent.Process.Id)]);
    }
}
