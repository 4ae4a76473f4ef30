using System.Text.RegularExpressions;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Formatting;

public sealed partial class FormatTests : IDisposable
{
    private const int Width = 120;
    private const string Service =
        "[Mycelium.Engine.Deployment.ServiceSnapshot]::new('edge', 'Running', 'Automatic', '/etc/mycelium/node.yaml', '/opt/pwsh', 'WindowsService',"
        + " '/etc/systemd/system/edge.service', 7)";

    private readonly RecordingHost _host = new(Width);
    private readonly ModuleSession _session;

    public FormatTests()
    {
        _session = new ModuleSession(_host);
        _session.StartPair();
    }

    [Theory]
    [InlineData("Get-MyceliumNode", "Name State Address Peers Routes Tunnel")]
    [InlineData("Get-MyceliumPeer -Node alpha", "Endpoint State Kind RTT (ms) Cost Address")]
    [InlineData("Get-MyceliumRoute -Node alpha", "Subnet State Metric NextHop Seqno Expires Since")]
    [InlineData("Get-MyceliumStatistic -Node alpha", "Node Sent Received Forwarded Dropped Waiting Peers Routes")]
    [InlineData("(Get-MyceliumStatistic -Node alpha).Links", "Peer Received Sent Queued P50 (ms) P99 (ms) Depth")]
    [InlineData("Test-MyceliumConnection $beta.Address -Node alpha -Count 1", "Seq Status RTT (ms) Responder HopLimit")]
    [InlineData("Watch-MyceliumRoute -Node alpha -IncludePresent -Timeout 0.2", "Time Node Kind Subnet State Metric NextHop")]
    [InlineData("Watch-MyceliumPeer -Node alpha -IncludePresent -Timeout 0.2", "Time Node Kind State Endpoint LastError")]
    [InlineData("Get-MyceliumEvent -Node alpha", "Time Node Severity Source Message")]
    [InlineData("Trace-MyceliumRoute $beta.Address -Node alpha -Timeout 20", "Hop Address RTT (ms) Status Sent Received")]
    [InlineData("Test-MyceliumPeer $beta.Listen", "Endpoint Reachable RTT (ms) Error")]
    [InlineData(
        "Measure-MyceliumPath $beta.Address -Node alpha -Count 1 -RateDuration 0 -Timeout 20",
        "Destination Loss % RTT (ms) Jitter (ms) Rate Mbit/s Node")]
    [InlineData(
        "[Mycelium.PowerShell.MyceliumIdentity]::new($beta.Address, $beta.Subnet, $beta.PublicKey, '/home/user/a.key')",
        "Address Path Subnet")]
    [InlineData("Test-MyceliumPrerequisite", "Name Result Message")]
    [InlineData("Get-MyceliumConfiguration -Node alpha", "Name Tunnel Listen Peers KeyFile")]
    [InlineData(
        "[Mycelium.Engine.Configuration.NodeConfigurationFile]::CheckText('a: 1', '/node.yaml')", "Valid Nodes Mistakes ConfigurationPath")]
    [InlineData("[Mycelium.Engine.Configuration.NodeConfigurationFile]::CheckText('a: 1', '/node.yaml').Problems", "Line Column Message")]
    [InlineData(Service, "Name State StartType Manager ConfigurationPath")]
    [InlineData("Export-MyceliumTopology", "GeneratedAt Nodes Links Routes Troubled")]
    [InlineData("(Export-MyceliumTopology).Nodes", "Name State Links Id Kind")]
    [InlineData("(Export-MyceliumTopology).Links", "To Kind State Cost RTT (ms)")]
    [InlineData("(Export-MyceliumTopology).Routes", "To Metric Selected NextHop")]
    public void Objects_are_shown_as_a_table_that_fits(string script, string header)
    {
        string[] lines = Show(script, "PlainText");

        Assert.Contains(header, lines.Select(line => Blanks().Replace(line.Trim(), " ")));
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= Width, line));
        Assert.DoesNotContain(lines, line => line.Contains('\u2026', StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_state_is_coloured_and_plain_text_stays_plain()
    {
        string node = string.Join('\n', Show("Get-MyceliumNode alpha", "Ansi"));
        string peer = string.Join('\n', Show("Get-MyceliumPeer -Node alpha", "Ansi"));
        Assert.Contains("\u001b[32mRunning\u001b[0m", node, StringComparison.Ordinal);
        Assert.Contains("\u001b[32mAlive\u001b[0m", peer, StringComparison.Ordinal);
        Assert.All(
            ["Get-MyceliumNode", "Get-MyceliumPeer -Node alpha", "Get-MyceliumRoute -Node alpha"],
            script => Assert.DoesNotContain('\u001b', string.Join('\n', Show(script, "PlainText"))));
    }

    [Theory]
    [InlineData("Get-MyceliumNode alpha", "Running")]
    [InlineData("Get-MyceliumPeer -Node alpha", "Alive")]
    [InlineData("Get-MyceliumRoute -Node alpha -State Selected -Address $beta.Address", "Selected")]
    public void Objects_of_another_process_show_the_name_of_their_state(string script, string state)
    {
        string[] lines = Show(
            $"$s = [Management.Automation.PSSerializer]; $s::Deserialize($s::Serialize(({script}), 2))",
            "PlainText");

        Assert.Contains(lines, line => line.Split(' ').Contains(state));
    }

    [Fact]
    public void A_peer_that_does_not_answer_is_shown_as_suspect()
    {
        string[] lines = Show(
            "$s = [Management.Automation.PSSerializer]; $text = $s::Serialize((Get-MyceliumPeer -Node alpha), 2);"
            + "$s::Deserialize($text.Replace('N=\"IsSuspect\">false', 'N=\"IsSuspect\">true'))",
            "PlainText");

        Assert.Contains(lines, line => line.Split(' ').Contains("Suspect"));
        Assert.DoesNotContain(lines, line => line.Split(' ').Contains("Alive"));
    }

    [Theory]
    [InlineData("Get-MyceliumStatistic -Node alpha", "^alpha$")]
    [InlineData("(Get-MyceliumEvent node -Node alpha)[0]", "^20[0-9T:.-]+Z Information node: Started as ")]
    public void Objects_in_a_text_are_short(string script, string pattern) =>
        Assert.Matches(pattern, _session.Run($"\"$({script})\"").Single.ToString());

    [Fact]
    public void Mistakes_of_a_configuration_are_shown_with_their_place()
    {
        const string Check = "[Mycelium.Engine.Configuration.NodeConfigurationFile]::CheckText('{0}', '/node.yaml')";
        string keys = string.Concat(Enumerable.Range(1, 12).Select(number => $"k{number}: 1\n"));

        string[] few = Show(Check.Replace("{0}", "linkHealth: maybe", StringComparison.Ordinal), "PlainText");
        string[] many = Show(Check.Replace("{0}", keys, StringComparison.Ordinal), "PlainText");

        Assert.Contains(few, line => line.TrimEnd().EndsWith("1:13 linkHealth: 'maybe' is neither true nor false.", StringComparison.Ordinal));
        Assert.Contains(many, line => line.Contains(" 10:1 The key 'k10' is not known", StringComparison.Ordinal));
        Assert.Contains(many, line => line.TrimEnd().EndsWith(" and 2 more in Problems", StringComparison.Ordinal));
    }

    [Fact]
    public void The_summary_follows_the_requests_with_all_its_values()
    {
        string[] lines = Show("Test-MyceliumConnection $beta.Address -Node alpha -Count 1", "PlainText");

        string[] values = [.. lines.Select(line => Blanks().Replace(line.Trim(), " "))];
        Assert.Contains("Received : 1", values);
        Assert.Contains("LossPercent : 0", values);
    }

    [Fact]
    public void A_node_has_the_property_that_node_parameters_bind_to() =>
        Assert.Equal("alpha", _session.Run("(Get-MyceliumNode alpha).Node").Single.ToString());

    [Theory]
    [InlineData("Get-MyceliumNode alpha", "Failure")]
    [InlineData("Get-MyceliumPeer -Node alpha", "RoundTripTime")]
    [InlineData("Get-MyceliumRoute -Node alpha -State Selected -Address $beta.Address", "NextHop")]
    public void The_important_properties_are_the_default_ones(string script, string property) =>
        Assert.Contains(property, _session.Run($"({script}).PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames").Texts);

    public void Dispose() => _session.Dispose();

    private string[] Show(string script, string rendering)
    {
        int before = _host.Screen.Length;
        _ = _session.Run($"$PSStyle.OutputRendering = '{rendering}'; & {{ {script} }} | Out-Default").Objects;
        return _host.Screen[before..].Split('\n');
    }

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
