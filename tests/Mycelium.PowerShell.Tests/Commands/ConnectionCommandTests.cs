using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class ConnectionCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public ConnectionCommandTests() => _session.StartPair();

    [Fact]
    public void Each_request_and_then_the_summary_are_emitted()
    {
        IReadOnlyList<PSObject> results = _session.Run("Test-MyceliumConnection $beta.Address -Node alpha -Count 3 -Interval 0.01").Objects;

        string[] types = ["EchoResult", "EchoResult", "EchoResult", "ConnectionSummary"];
        Assert.Equal(types, results.Select(item => item.BaseObject.GetType().Name));
        Assert.Equal(["1", "2", "3"], results.Take(3).Select(item => item.Text("Sequence")));
        Assert.All(results.Take(3), item => Assert.Equal("Success", item.Text("Status")));
        PSObject summary = results[3];
        Assert.All(results, item => Assert.Equal("alpha", item.Text("Node")));
        Assert.Equal(("3", "3", "0"), (summary.Text("Sent"), summary.Text("Received"), summary.Text("LossPercent")));
        string[] names = ["MinimumRoundTripTime", "AverageRoundTripTime", "MaximumRoundTripTime"];
        TimeSpan[] times = [.. names.Select(name => (TimeSpan)summary.Properties[name].Value)];
        Assert.True(TimeSpan.Zero < times[0] && times[0] <= times[1] && times[1] <= times[2], string.Join(", ", times));
    }

    [Theory]
    [InlineData("-Summary", "ConnectionSummary")]
    [InlineData("-NoSummary", "EchoResult EchoResult")]
    public void All_objects_are_of_one_kind_on_request(string kind, string types)
    {
        SessionResult result = _session.Run($"Test-MyceliumConnection $beta.Address -Node alpha -Count 2 -Interval 0 {kind}");

        Assert.Equal(types, string.Join(' ', result.Objects.Select(item => item.BaseObject.GetType().Name)));
    }

    [Theory]
    [InlineData("Test-MyceliumConnection $beta.Address -Node alpha -Timeout 0", "-Timeout must be more than 0")]
    [InlineData("Trace-MyceliumRoute $beta.Address -Node alpha -Timeout 0", "-Timeout must be more than 0")]
    [InlineData("Measure-MyceliumPath $beta.Address -Node alpha -Timeout 90000", "at most a day")]
    [InlineData("Test-MyceliumConnection $beta.Address -Node alpha -PayloadLength 1400", "-PayloadLength is at most 1352 ")]
    [InlineData("Set-MyceliumPeer $beta.Listen[0] -Node alpha", "Nothing is to be set.")]
    [InlineData("Set-MyceliumPeer $beta.Listen[0] -Node alpha -Cost 5 -AutomaticCost", "exclude each other")]
    public void A_value_that_can_not_be_is_named(string script, string message)
    {
        SessionResult result = _session.Run(script);

        Assert.Equal(["InvalidOption"], result.ErrorIds);
        Assert.Contains(message, Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_are_pinged_from_the_node_that_has_them()
    {
        _ = _session.Run("$near = Get-MyceliumRoute -Node alpha | Where-Object Metric -lt 2000").Objects;

        PSObject pipeline = _session.Run("($near | Test-MyceliumConnection -Count 2 -Interval 0.01)[-1]").Single;
        PSObject loop = _session.Run(
            "($near | ForEach-Object { Test-MyceliumConnection $_.Address -Node alpha -Count 2 -Interval 0.01 })[-1]").Single;

        Assert.Equal(("2", "2"), (pipeline.Text("Received"), loop.Text("Received")));
        Assert.Equal(("alpha", "alpha"), (pipeline.Text("Node"), loop.Text("Node")));
    }

    [Fact]
    public void A_request_without_a_reply_is_an_object_and_no_error()
    {
        IReadOnlyList<PSObject> results =
            _session.Run("Test-MyceliumConnection 400:1::1 -Node alpha -Count 2 -Timeout 0.2 -Interval 0").Objects;

        Assert.All(results.Take(2), item => Assert.Matches("^(TimedOut|DestinationUnreachable)$", item.Text("Status")));
        PSObject summary = results[2];
        Assert.Equal(("2", "0", "100"), (summary.Text("Sent"), summary.Text("Received"), summary.Text("LossPercent")));
        Assert.Null(summary.Properties["AverageRoundTripTime"].Value);
    }

    [Fact]
    public void Quiet_emits_a_truth_value_for_each_destination()
    {
        SessionResult reached = _session.Run("Test-MyceliumConnection $beta.Address, $beta -Node alpha -Count 2 -Interval 0 -Quiet");
        SessionResult lost = _session.Run("Test-MyceliumConnection 400:1::1 -Node alpha -Count 2 -Interval 0 -Timeout 0.2 -Quiet");

        Assert.Equal([true, true], reached.Objects.Select(item => (bool)item.BaseObject));
        Assert.Equal(false, lost.Single.BaseObject);
    }

    [Fact]
    public void What_is_no_overlay_address_is_an_error_of_its_own()
    {
        SessionResult result = _session.Run(
            "'::1', 'nonsense', \"$($beta.Address)\" | Test-MyceliumConnection -Node alpha -Count 1 -Quiet");

        Assert.Equal(["InvalidAddress", "InvalidAddress"], result.ErrorIds);
        Assert.Equal(true, Assert.Single(result.Output).BaseObject);
    }

    [Theory]
    [InlineData("-PayloadLength 16")]
    [InlineData("-PayloadLength 1352")]
    [InlineData("-HopLimit 255")]
    public void Requests_can_be_shaped(string arguments) =>
        Assert.Equal(
            true, _session.Run($"Test-MyceliumConnection $beta.Address -Node alpha -Count 1 -Quiet {arguments}").Single.BaseObject);

    [Fact]
    public void A_payload_that_does_not_fit_is_an_error_that_says_so() =>
        Assert.Equal(
            ["InvalidOption"], _session.Run("Test-MyceliumConnection $beta.Address -Node alpha -Count 1 -PayloadLength 1353").ErrorIds);

    [Fact]
    public void The_counters_count_the_packets()
    {
        long before = (long)_session.Run("(Get-MyceliumStatistic -Node alpha).SentPackets").Single.BaseObject;
        _ = _session.Run("Test-MyceliumConnection $beta.Address -Node alpha -Count 2 -Interval 0").Objects;

        PSObject statistic = _session.Run("$alpha | Get-MyceliumStatistic").Single;

        Assert.Equal("alpha", statistic.Text("Node"));
        Assert.True((long)statistic.Properties["SentPackets"].Value >= before + 2, statistic.Text("SentPackets"));
        Assert.True((bool)_session.Run("(Get-MyceliumStatistic -Node alpha).Stages['Turns'] -gt 0").Single.BaseObject);
    }

    public void Dispose() => _session.Dispose();
}
