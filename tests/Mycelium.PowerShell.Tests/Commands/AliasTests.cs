using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

/// <summary>What is named as the networking commands of PowerShell and Windows name it.</summary>
public sealed class AliasTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Theory]
    [InlineData("Get-MyceliumRoute", "DestinationPrefix", "Subnet")]
    [InlineData("Watch-MyceliumRoute", "DestinationPrefix", "Subnet")]
    [InlineData("Start-MyceliumNode", "InterfaceAlias", "InterfaceName")]
    [InlineData("Set-MyceliumConfiguration", "InterfaceAlias", "InterfaceName")]
    [InlineData("Test-MyceliumConnection", "ComputerName", "Destination")]
    [InlineData("Test-MyceliumConnection", "TargetName", "Destination")]
    [InlineData("Test-MyceliumConnection", "BufferSize", "PayloadLength")]
    [InlineData("Test-MyceliumConnection", "Delay", "Interval")]
    [InlineData("Test-MyceliumConnection", "MaxHops", "HopLimit")]
    [InlineData("Test-MyceliumConnection", "TimeoutSeconds", "Timeout")]
    [InlineData("Trace-MyceliumRoute", "ComputerName", "Destination")]
    [InlineData("Trace-MyceliumRoute", "TargetName", "Destination")]
    [InlineData("Trace-MyceliumRoute", "Hops", "MaximumHop")]
    [InlineData("Trace-MyceliumRoute", "MaxHops", "MaximumHop")]
    [InlineData("Measure-MyceliumPath", "ComputerName", "Destination")]
    [InlineData("Measure-MyceliumPath", "TargetName", "Destination")]
    [InlineData("Resolve-MyceliumRoute", "ComputerName", "Destination")]
    [InlineData("Wait-MyceliumRoute", "TargetName", "Destination")]
    public void A_parameter_has_the_name_that_others_have(string command, string alias, string parameter) =>
        Assert.Equal([parameter], _session.Run($"(Get-Command {command}).ResolveParameter('{alias}').Name").Texts);

    [Theory]
    [InlineData("Get-MyceliumRoute -DestinationPrefix $beta.Subnet -Node alpha", 1)]
    [InlineData("Watch-MyceliumRoute -DestinationPrefix $beta.Subnet -Node alpha -IncludePresent -Until { $true }", 1)]
    [InlineData("Test-MyceliumConnection -TargetName $beta.Address -Node alpha -Count 1 -BufferSize 32 -Delay 0 -MaxHops 9 -TimeoutSeconds 5", 2)]
    [InlineData("Test-MyceliumConnection -ComputerName $beta -Node alpha -Count 1 -Quiet", 1)]
    [InlineData("Trace-MyceliumRoute -ComputerName $beta.Address -Hops 1 -Node alpha -Count 1", 1)]
    [InlineData("Measure-MyceliumPath -TargetName $beta.Address -Node alpha -Count 1 -RateDuration 0", 1)]
    [InlineData("[pscustomobject]@{ ComputerName = \"$($beta.Address)\" } | Test-MyceliumConnection -Node alpha -Count 1 -Quiet", 1)]
    public void Commands_are_called_with_these_names(string script, int results)
    {
        _session.StartPair();

        Assert.Equal(results, _session.Run(script).Objects.Count);
    }

    [Fact]
    public void Routes_have_the_properties_that_others_have()
    {
        _session.StartPair();

        Assert.Equal(
            ["True True"],
            _session.Run("Get-MyceliumRoute -Node alpha | ForEach-Object { \"$($_.Subnet -eq $_.DestinationPrefix) $($_.Metric -eq $_.RouteMetric)\" }").Texts.Distinct());
        Assert.Equal("Selected", _session.Run("(Get-MyceliumRoute -State Selected -Node alpha)[0].State").Single.ToString());
    }

    public void Dispose() => _session.Dispose();
}
