using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

/// <summary>What is set for a peer in the configuration file of its node.</summary>
public sealed class PersistedPeerSettingTests : IDisposable
{
    private const string Quiet = "name: gateway\ntunnel: { mode: userspace }\ndiscovery: { enabled: false }\nlisten: []\n";
    private const string Peers = Quiet + "peers: # all\n  - tcp://127.0.0.1:9 # first\n  # the other\n  - \"tcp://127.0.0.1:10\"\n";

    private readonly ModuleSession _session = new();

    [Fact]
    public void Persist_writes_what_is_set_into_the_entry_and_takes_it_out_again()
    {
        Start(Peers);

        PSObject peer = _session.Run("Set-MyceliumPeer tcp://127.0.0.1:9 -Cost 5000 -Persist -PassThru").Single;
        Assert.Equal("5000", peer.Text("FixedCost"));
        Assert.Equal(WithFirst("{ endpoint: tcp://127.0.0.1:9, cost: 5000 }"), Read());

        _ = _session.Run("Set-MyceliumPeer tcp://127.0.0.1:9 -Enabled $false -Persist").Objects;
        Assert.Equal(WithFirst("{ endpoint: tcp://127.0.0.1:9, cost: 5000, enabled: false }"), Read());

        _ = _session.Run("Set-MyceliumPeer tcp://127.0.0.1:9 -AutomaticCost -Persist").Objects;
        Assert.Equal(WithFirst("{ endpoint: tcp://127.0.0.1:9, enabled: false }"), Read());

        _ = _session.Run("Set-MyceliumPeer tcp://127.0.0.1:9 -Enabled $true -Persist").Objects;
        Assert.Equal(Peers, Read());
    }

    [Fact]
    public void Without_Persist_and_with_WhatIf_the_file_stays()
    {
        Start(Peers);

        _ = _session.Run("Set-MyceliumPeer tcp://127.0.0.1:9 -Cost 5000; Set-MyceliumPeer tcp://127.0.0.1:9 -Cost 6000 -Persist -WhatIf").Objects;

        Assert.Equal(Peers, Read());
        Assert.Equal("5000", _session.Run("Get-MyceliumPeer tcp://127.0.0.1:9").Single.Text("FixedCost"));
    }

    [Fact]
    public void A_node_started_from_the_file_has_what_is_set_and_so_has_one_that_is_restarted()
    {
        const string State = "Get-MyceliumPeer -Kind Static | ForEach-Object { \"$($_.Endpoint) $($_.FixedCost) $($_.IsEnabled) $($_.FailedAttempts)\" }";
        string[] expected = ["tcp://127.0.0.1:9 77 False 0", "tcp://127.0.0.1:10  False 0"];
        Start(Quiet + "peers:\n- { endpoint: \"tcp://127.0.0.1:9\", cost: 77, enabled: false }\n- endpoint: tcp://127.0.0.1:10\n  enabled: false\n");

        Assert.Equal(expected, _session.Run(State).Texts);
        _ = _session.Run("Restart-MyceliumNode").Objects;
        Assert.Equal(expected, _session.Run(State).Texts);

        _ = _session.Run("Stop-MyceliumNode; Start-MyceliumNode -ConfigurationPath node.yaml -Peer tcp://127.0.0.1:9").Objects;
        Assert.Equal("True", _session.Run("Get-MyceliumPeer").Single.Text("IsEnabled"));
    }

    [Fact]
    public void Peers_in_mappings_are_added_and_removed_as_any_others()
    {
        Start(Quiet + "peers:\n  - { endpoint: tcp://127.0.0.1:9, cost: 77, enabled: false } # first\n  - tcp://127.0.0.1:10\n");
        string before = Read();

        _ = _session.Run("Remove-MyceliumPeer tcp://127.0.0.1:9").Objects;
        PSObject added = _session.Run("Add-MyceliumPeer TCP://127.0.0.1:9 -Persist -PassThru").Single;
        Assert.Equal(("Disabled", "77"), (added.Text("State"), added.Text("FixedCost")));
        _ = _session.Run("Add-MyceliumPeer tcp://127.0.0.1:11 -Persist").Objects;
        Assert.Equal(before + "  - \"tcp://127.0.0.1:11\"\n", Read());

        _ = _session.Run("Remove-MyceliumPeer tcp://127.0.0.1:9, tcp://127.0.0.1:11 -Persist").Objects;
        Assert.Equal(Quiet + "peers:\n  - tcp://127.0.0.1:10\n", Read());
    }

    [Fact]
    public void A_peer_that_the_file_does_not_have_comes_into_it()
    {
        Start(Peers);
        _ = _session.Run("Add-MyceliumPeer tcp://127.0.0.1:11; Set-MyceliumPeer tcp://127.0.0.1:11 -Cost 7 -Persist").Objects;

        Assert.Equal(Peers + "  - { endpoint: \"tcp://127.0.0.1:11\", cost: 7 }\n", Read());
    }

    [Fact]
    public void What_can_not_be_persisted_is_an_error_and_changes_nothing()
    {
        Start(Quiet.Replace("listen: []", "listen: [\"tcp://127.0.0.1:0\"]", StringComparison.Ordinal));
        _ = _session.Run($"$null = Start-MyceliumNode other -NoListen {ModuleSession.Quiet} -Peer (Get-MyceliumNode gateway).Listen; "
            + "$inbound = Wait-MyceliumPeer -Node gateway").Objects;
        string before = Read();

        Assert.Equal(["InvalidOption"], _session.Run("$inbound | Set-MyceliumPeer -Cost 7 -Persist").ErrorIds);
        Assert.Equal("", _session.Run("$inbound | Get-MyceliumPeer").Single.Text("FixedCost"));
        Assert.Equal(["PeerNotFound"], _session.Run("Set-MyceliumPeer tcp://127.0.0.1:9 -Node gateway -Cost 7 -Persist").ErrorIds);
        Assert.Equal(["NoConfigurationFile"], _session.Run("Get-MyceliumPeer -Node other | Set-MyceliumPeer -Cost 7 -Persist").ErrorIds);
        Assert.Equal(before, Read());

        File.WriteAllText(FilePath, "colour: red\n");
        Assert.Equal(["InvalidConfiguration"], _session.Run("$inbound | Set-MyceliumPeer -Cost 7 -Persist").ErrorIds);
        File.Delete(FilePath);
        Assert.Equal(["ConfigurationNotFound"], _session.Run("$inbound | Set-MyceliumPeer -Cost 7 -Persist").ErrorIds);
    }

    [Fact]
    public void What_is_set_is_shown_exported_and_kept_by_other_changes()
    {
        const string Mapping = "{ endpoint: \"tcp://127.0.0.1:9\", cost: 77, enabled: false }";
        Start(Peers);
        _ = _session.Run("Set-MyceliumPeer tcp://127.0.0.1:9 -Enabled $false -Cost 77").Objects;

        PSObject setting = _session.Run("(Get-MyceliumConfiguration).PeerSettings").Single;
        Assert.Equal(("tcp://127.0.0.1:9", "77", "False"), (setting.Text("Endpoint"), setting.Text("Cost"), setting.Text("Enabled")));
        Assert.Equal(Mapping, setting.ToString());
        Assert.Contains($"peers:\n  - {Mapping}\n  - \"tcp://127.0.0.1:10\"\n", _session.Run("\"$(Get-MyceliumConfiguration)\"").Single.ToString(), StringComparison.Ordinal);

        _ = _session.Run("Get-MyceliumConfiguration | Export-MyceliumConfiguration node.yaml -Force").Objects;
        Assert.Equal(["True"], _session.Run("Test-MyceliumConfiguration node.yaml -Quiet").Texts);
        _ = _session.Run("Set-MyceliumConfiguration node.yaml -Peer tcp://127.0.0.1:9 -Mtu 1300").Objects;
        Assert.Equal(["77"], _session.Run("(Get-MyceliumConfiguration node.yaml).PeerSettings.Cost").Texts);

        File.WriteAllText(FilePath, "peers:\n- { endpoint: tcp://127.0.0.1:9, price: 1, cost: 0 }\n");
        Assert.Equal(
            ["2:34", "2:50"],
            _session.Run("(Test-MyceliumConfiguration node.yaml).Problems | ForEach-Object { \"$($_.Line):$($_.Column)\" }").Texts);
    }

    public void Dispose() => _session.Dispose();

    private static string WithFirst(string entry) => Peers.Replace("- tcp://127.0.0.1:9 #", $"- {entry} #", StringComparison.Ordinal);

    private string FilePath => Path.Combine(_session.Folder, "node.yaml");

    private void Start(string text)
    {
        File.WriteAllText(FilePath, text);
        _ = _session.Run("Start-MyceliumNode -ConfigurationPath node.yaml").Objects;
    }

    private string Read() => File.ReadAllText(FilePath);
}
