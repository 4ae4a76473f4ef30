using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>A short variant of what the <c>failover</c> command of the benchmarks measures for minutes.</summary>
public sealed class LossyLinkTests : NetworkTest
{
    [SkippableFact]
    public async Task A_slow_lossy_link_is_not_suspected()
    {
        var impairment = new LinkImpairment(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(30), Loss: 0.05, Seed: 1);
        LossyPair pair = await LossyPair.StartAsync(await LabAsync("a", "b"), "a", "b", impairment);

        await pair.First.PingAsync(pair.Second, count: 30, interval: 1);

        Assert.InRange(pair.LostPercent, 0.5, 12);
        Assert.Equal(0, await pair.AlarmsAsync());
    }
}
