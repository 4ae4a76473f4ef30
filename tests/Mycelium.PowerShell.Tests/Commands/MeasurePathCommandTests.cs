using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class MeasurePathCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public MeasurePathCommandTests() => _session.StartPair();

    [Fact]
    public void Latency_loss_and_rate_of_a_way_are_measured()
    {
        string measure = "Measure-MyceliumPath $beta.Address -Node alpha -Count 3 -Interval 0 -RateDuration 0.1 -Timeout 30";
        PSObject result = _session.Run(measure).Single;

        Assert.Equal(("alpha", "3", "3"), (result.Text("Node"), result.Text("Sent"), result.Text("Received")));
        Assert.Equal(0.0, result.Properties["LossPercent"].Value);
        Assert.True((long)result.Properties["BytesPerSecond"].Value > 0);
        Assert.True((TimeSpan)result.Properties["AverageRoundTripTime"].Value > TimeSpan.Zero);
    }

    [Fact]
    public void Routes_are_piped_in_the_rate_can_be_left_out_and_each_bad_address_is_an_error_of_its_own()
    {
        string measure = "Get-MyceliumRoute -Node alpha -State Selected | Measure-MyceliumPath -Count 1 -RateDuration 0 -Timeout 30";
        Assert.Equal("", _session.Run(measure).Single.Text("BytesPerSecond"));

        SessionResult result = _session.Run("Measure-MyceliumPath 400:1::1, nonsense, $alpha.Address -Node alpha -Timeout 0.2");
        Assert.Equal(["WaitTimedOut", "InvalidAddress", "InvalidAddress"], result.ErrorIds);
        Assert.Equal(["InvalidOption"], _session.Run("Measure-MyceliumPath $beta.Address -Node alpha -Timeout 0").ErrorIds);
    }

    public void Dispose() => _session.Dispose();
}
