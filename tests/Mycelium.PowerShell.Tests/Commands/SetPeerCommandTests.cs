using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class SetPeerCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public SetPeerCommandTests() => _session.StartPair();

    [Fact]
    public void A_cost_is_set_seen_and_left_to_be_measured_again()
    {
        PSObject peer = _session.Run("Get-MyceliumPeer -Node alpha | Set-MyceliumPeer -Cost 777 -PassThru").Single;
        Assert.Equal(("777", "777", "alpha"), (peer.Text("Cost"), peer.Text("FixedCost"), peer.Text("Node")));
        Assert.Equal(777, _session.Run("(Get-MyceliumRoute -Node alpha -State Selected).Metric").Single.BaseObject);

        PSObject measured = _session.Run("Set-MyceliumPeer $beta.Listen -Node alpha -AutomaticCost -PassThru").Single;
        Assert.Equal("", measured.Text("FixedCost"));
        Assert.NotEqual("777", measured.Text("Cost"));
    }

    [Fact]
    public void A_peer_is_disabled_and_enabled()
    {
        PSObject peer = _session.Run("Set-MyceliumPeer $beta.Listen -Node alpha -Enabled $false -PassThru").Single;

        Assert.Equal(("Disabled", "False"), (peer.Text("State"), peer.Text("IsEnabled")));
        Assert.Equal("Disabled", _session.Run("Get-MyceliumPeer -Node alpha -State Disabled").Single.Text("State"));
        string enable = "Get-MyceliumPeer -Node alpha -State Disabled | Set-MyceliumPeer -Enabled $true -PassThru | Wait-MyceliumPeer";
        Assert.Equal("Alive", _session.Run(enable).Single.Text("State"));
    }

    [Fact]
    public void Nothing_is_emitted_without_PassThru_and_nothing_is_changed_with_WhatIf()
    {
        Assert.Empty(_session.Run("Set-MyceliumPeer $beta.Listen -Node alpha -Cost 777 -Enabled $false -WhatIf").Objects);
        Assert.Equal(("Alive", ""), StateAndCost());

        Assert.Empty(_session.Run("Set-MyceliumPeer $beta.Listen -Node alpha -Cost 778").Objects);
        Assert.Equal(("Alive", "778"), StateAndCost());
    }

    [Theory]
    [InlineData("Set-MyceliumPeer $beta.Listen -Node alpha", "InvalidOption")]
    [InlineData("Set-MyceliumPeer $beta.Listen -Node alpha -Cost 5 -AutomaticCost", "InvalidOption")]
    [InlineData("Set-MyceliumPeer tcp://127.0.0.1:9 -Node alpha -Cost 5", "PeerNotFound")]
    [InlineData("Set-MyceliumPeer nonsense -Node alpha -Enabled $true", "InvalidEndpoint")]
    [InlineData("Get-MyceliumPeer -Node beta | Set-MyceliumPeer -Enabled $false", "InvalidOption")]
    [InlineData("Set-MyceliumPeer $beta.Listen -Node alpha -Cost 0", "ParameterArgumentValidationError")]
    [InlineData("Set-MyceliumPeer $beta.Listen -Node alpha -Cost 65535", "ParameterArgumentValidationError")]
    public void What_can_not_be_set_is_an_error(string script, string id) => Assert.Equal([id], _session.Run(script).ErrorIds);

    public void Dispose() => _session.Dispose();

    private (string, string) StateAndCost()
    {
        PSObject peer = _session.Run("Get-MyceliumPeer -Node alpha").Single;
        return (peer.Text("State"), peer.Text("FixedCost"));
    }
}
