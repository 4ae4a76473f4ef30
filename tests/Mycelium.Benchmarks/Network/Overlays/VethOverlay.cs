using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network.Overlays;

/// <summary>The links alone, routed by the kernel where there is a place in the middle: the yardstick of the machine.</summary>
internal sealed class VethOverlay : IOverlay
{
    internal const string OverlayName = "veth";

    public string Name => OverlayName;

    public bool CanFormLines => true;

    public async Task<OverlayStart> StartAsync(CandidateNetwork network)
    {
        IReadOnlyList<LabLink> links = network.Links;
        if (links.Count == 2)
        {
            network.Places[1].Within(Forward);
            await network.Places[0].IpAsync("-6", "route", "add", links[1].SecondAddress6, "via", links[0].SecondAddress6);
            await network.Places[2].IpAsync("-6", "route", "add", links[0].FirstAddress6, "via", links[1].FirstAddress6);
        }

        return new OverlayStart(links[^1].SecondAddress6, []);
    }

    // The file is that of the thread's namespace.
    private static bool Forward()
    {
        File.WriteAllText("/proc/sys/net/ipv6/conf/all/forwarding", "1");
        return true;
    }
}
