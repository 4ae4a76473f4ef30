using Mycelium.Benchmarks.Network.Overlays;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network;

/// <summary>Makes the link of a pair slow, by a token bucket at both ends with a queue of 1,000 packets of full size.</summary>
internal static class LinkShaping
{
    private const string QueueBytes = "1500000";

    /// <param name="network">Two places.</param>
    /// <param name="rate">As <c>tc</c> writes it.</param>
    /// <param name="burst">Bytes that pass at once, as <c>tc</c> writes them.</param>
    internal static async Task SetAsync(CandidateNetwork network, string rate, string burst)
    {
        foreach (LabNamespace place in network.Places)
        {
            string device = network.Links[0].InterfaceName;
            (await place.RunAsync(
                "tc", "qdisc", "replace", "dev", device, "root", "tbf", "rate", rate, "burst", burst, "limit", QueueBytes)).Expect();
        }
    }

    internal static async Task RemoveAsync(CandidateNetwork network)
    {
        foreach (LabNamespace place in network.Places)
        {
            (await place.RunAsync("tc", "qdisc", "delete", "dev", network.Links[0].InterfaceName, "root")).Expect();
        }
    }
}
