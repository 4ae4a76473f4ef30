using Mycelium.Benchmarks.Network.Overlays;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network;

/// <summary>An overlay that runs in a network of its own.</summary>
/// <param name="Name">Name in tables and figures.</param>
/// <param name="Network">Where it runs.</param>
/// <param name="Address">Address of the last place.</param>
/// <param name="ProcessIds">Of the daemons.</param>
internal sealed record Candidate(string Name, CandidateNetwork Network, string Address, IReadOnlyList<int> ProcessIds)
{
    /// <summary>Where streams and pings start.</summary>
    internal LabNamespace Client => Network.Places[0];

    /// <summary>Where they arrive.</summary>
    internal LabNamespace Server => Network.Places[^1];

    /// <summary>Processor seconds that all daemons have used.</summary>
    internal double ProcessorSeconds() => ProcessIds.Sum(ProcessUsage.ProcessorSeconds);

    /// <summary>Waits until a ping comes back.</summary>
    internal Task WaitUntilReachableAsync(TimeSpan limit) => Eventually.HoldsAsync(
        async () => (await KernelPing.RunAsync(Client, Address, 1)).Received == 1, () => $"{Name}: a ping comes back", limit);
}
