using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class PeerCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Fact]
    public void A_peer_is_added_comes_up_and_is_removed()
    {
        StartAlone();
        _ = _session.Run($"$beta = Start-MyceliumNode beta {ModuleSession.Listening}").Objects;

        PSObject peer = _session.Run("Add-MyceliumPeer $beta.Listen -Node alpha -PassThru | Wait-MyceliumPeer").Single;

        Assert.Equal(("Alive", "Static", "alpha"), (peer.Text("State"), peer.Text("Kind"), peer.Text("Node")));
        Assert.Equal("Inbound", _session.Run("Wait-MyceliumPeer -Node beta").Single.Text("Kind"));
        PSObject removed = _session.Run("Get-MyceliumPeer -Node alpha -Kind Static | Remove-MyceliumPeer -PassThru").Single;
        Assert.Equal(peer.Text("Endpoint"), removed.Text("Endpoint"));
        Assert.Empty(_session.Run("Get-MyceliumPeer -Node alpha").Objects);
    }

    [Fact]
    public void Mutators_are_silent_without_PassThru()
    {
        StartAlone();

        Assert.Empty(_session.Run("Add-MyceliumPeer tcp://127.0.0.1:9").Objects);
        Assert.Empty(_session.Run("Remove-MyceliumPeer tcp://127.0.0.1:9").Objects);
        Assert.Empty(_session.Run("Get-MyceliumPeer").Objects);
    }

    [Fact]
    public void Patterns_mean_several_peers_of_a_node()
    {
        StartAlone();
        _ = _session.Run("Add-MyceliumPeer tcp://127.0.0.1:8, tcp://127.0.0.1:9, tcp://[::1]:9").Objects;

        Assert.Equal(2, _session.Run("Set-MyceliumPeer tcp://127.* -Cost 7 -PassThru").Objects.Count);
        Assert.Equal(["", "7", "7"], _session.Run("Get-MyceliumPeer | ForEach-Object { \"$($_.FixedCost)\" }").Texts.Order());
        Assert.Empty(_session.Run("Remove-MyceliumPeer tcp://10.* -PassThru").Objects);
        Assert.Equal("tcp://[::1]:9", _session.Run("Remove-MyceliumPeer 'tcp://[::1]:?' -PassThru").Single.Text("Endpoint"));
        _ = _session.Run("Remove-MyceliumPeer *").Objects;
        Assert.Empty(_session.Run("Get-MyceliumPeer").Objects);
    }

    [Fact]
    public void WhatIf_changes_no_peer()
    {
        StartAlone();

        _ = _session.Run("Add-MyceliumPeer tcp://127.0.0.1:9 -WhatIf").Objects;
        Assert.Empty(_session.Run("Get-MyceliumPeer").Objects);
        _ = _session.Run("Add-MyceliumPeer tcp://127.0.0.1:9; Remove-MyceliumPeer tcp://127.0.0.1:9 -WhatIf").Objects;
        Assert.Single(_session.Run("Get-MyceliumPeer").Objects);
    }

    [Fact]
    public void Peers_come_from_a_table_whose_other_columns_are_ignored()
    {
        StartAlone();
        WriteTable("Name,Endpoint,State", "berlin,tcp://127.0.0.1:9,up", "pisa,tcp:127.0.0.1,up", "rome,tcp://[::1]:9,up");

        SessionResult result = _session.Run("Import-Csv peers.csv | Add-MyceliumPeer -PassThru");

        Assert.Equal(["tcp://127.0.0.1:9", "tcp://[::1]:9"], result.Output.Select(item => item.Text("Endpoint")));
        Assert.Equal(["InvalidEndpoint"], result.ErrorIds);
        Assert.Equal("tcp:127.0.0.1", result.Errors[0].TargetObject);
    }

    [Fact]
    public void A_table_can_name_the_node_of_each_peer()
    {
        StartAlone();
        _ = _session.Run($"Start-MyceliumNode beta {ModuleSession.Listening}").Objects;
        WriteTable("Endpoint,Node", "tcp://127.0.0.1:9,alpha", "tcp://127.0.0.1:9,beta", "tcp://127.0.0.1:9,gamma");

        SessionResult result = _session.Run("Import-Csv peers.csv | Add-MyceliumPeer -PassThru");

        Assert.Equal(["alpha", "beta"], result.Output.Select(item => item.Text("Node")));
        Assert.Equal(["NodeNotFound"], result.ErrorIds);
    }

    [Fact]
    public void Adding_twice_and_removing_what_is_not_there_are_errors_of_that_item_only()
    {
        StartAlone();

        SessionResult added = _session.Run("'tcp://127.0.0.1:9', 'tcp://127.0.0.1:9', 'tcp://127.0.0.1:10' | Add-MyceliumPeer -PassThru");
        SessionResult removed = _session.Run("'tcp://127.0.0.1:11', 'tcp://127.0.0.1:9' | Remove-MyceliumPeer -PassThru");

        Assert.Equal((2, "PeerExists"), (added.Output.Count, Assert.Single(added.ErrorIds)));
        Assert.Equal((1, "PeerNotFound"), (removed.Output.Count, Assert.Single(removed.ErrorIds)));
    }

    [Fact]
    public void Endpoints_are_matched_literally_or_by_wildcards_and_brackets_are_no_wildcards()
    {
        StartAlone();
        _ = _session.Run("Add-MyceliumPeer tcp://[::1]:9, tcp://127.0.0.1:9, tcp://127.0.0.1:19").Objects;

        Assert.Equal(["tcp://[::1]:9"], _session.Run("(Get-MyceliumPeer 'tcp://[::1]:9').Endpoint").Texts);
        Assert.Equal(["tcp://[::1]:9"], _session.Run("(Get-MyceliumPeer 'tcp://[::1*').Endpoint").Texts);
        Assert.Equal(["tcp://127.0.0.1:9", "tcp://127.0.0.1:19"], _session.Run("(Get-MyceliumPeer tcp://127.0.0.1:*).Endpoint").Texts);
        Assert.Equal(["tcp://127.0.0.1:19"], _session.Run("(Get-MyceliumPeer tcp://127.0.0.1:1?).Endpoint").Texts);
        Assert.Empty(_session.Run("Get-MyceliumPeer *x*").Objects);
        Assert.Equal(["PeerNotFound"], _session.Run("Get-MyceliumPeer tcp://127.0.0.1:99").ErrorIds);
        Assert.Equal(["InvalidEndpoint"], _session.Run("Get-MyceliumPeer nonsense").ErrorIds);
    }

    [Fact]
    public void Peers_are_filtered_by_state_and_kind()
    {
        _session.StartPair();

        Assert.Single(_session.Run("Get-MyceliumPeer -Node alpha -State Alive").Objects);
        Assert.Empty(_session.Run("Get-MyceliumPeer -Node alpha -State Dead, Connecting").Objects);
        Assert.Empty(_session.Run("Get-MyceliumPeer -Node alpha -Kind Inbound, Discovered").Objects);
        Assert.Single(_session.Run("Get-MyceliumPeer -Node beta -State Alive -Kind Inbound").Objects);
        Assert.Equal(2, _session.Run("Get-MyceliumNode | Get-MyceliumPeer").Objects.Count);
    }

    [Fact]
    public void A_peer_that_does_not_come_up_is_reported_and_the_others_are_emitted()
    {
        _session.StartPair();
        string closed = ClosedEndpoint();

        SessionResult result = _session.Run(
            $"Add-MyceliumPeer {closed} -Node alpha; Get-MyceliumPeer -Node alpha | Wait-MyceliumPeer -Timeout 0.3");

        Assert.Equal("Alive", Assert.Single(result.Output).Text("State"));
        Assert.Equal(["WaitTimedOut"], result.ErrorIds);
        Assert.Equal(closed, result.Errors[0].TargetObject);
        Assert.Equal(ErrorCategory.OperationTimeout, result.Errors[0].CategoryInfo.Category);
    }

    [Fact]
    public void Waiting_for_a_peer_that_is_not_known_is_an_error_at_once()
    {
        StartAlone();

        Assert.Equal(["PeerNotFound"], _session.Run("Wait-MyceliumPeer tcp://127.0.0.1:9 -Timeout 600").ErrorIds);
    }

    [Fact]
    public void Waiting_can_be_for_another_state_and_for_a_number_of_peers()
    {
        _session.StartPair();
        _ = _session.Run($"Add-MyceliumPeer {ClosedEndpoint()} -Node alpha").Objects;

        Assert.Equal("Dead", _session.Run("Wait-MyceliumPeer -Node alpha -State Dead").Single.Text("State"));
        Assert.Equal(["WaitTimedOut"], _session.Run("Wait-MyceliumPeer -Node alpha -Count 2 -Timeout 0.2").ErrorIds);
        Assert.Equal(2, _session.Run("Wait-MyceliumPeer -Node alpha -Count 2 -State Alive, Dead, Connecting").Objects.Count);
    }

    [Fact]
    public void A_connected_peer_counts_once_it_has_announced_itself()
    {
        StartAlone();
        var beta = IPEndPoint.Parse(_session.Run($"$beta = Start-MyceliumNode beta {ModuleSession.Listening}; $beta.Listen[0].Substring(6)").Single.ToString()!);
        using var between = new TcpListener(IPAddress.Loopback, 0);
        between.Start();
        string peer = $"tcp://{between.LocalEndpoint} -Node alpha";
        _ = _session.Run($"Add-MyceliumPeer {peer}").Objects;

        SessionResult silent = _session.Run($"Wait-MyceliumPeer {peer} -Timeout 0.2");
        Assert.Equal(["WaitTimedOut"], silent.ErrorIds);
        Assert.Contains("is Connecting, not Alive", silent.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["WaitTimedOut"], _session.Run("Wait-MyceliumPeer -Node alpha -Timeout 0.2").ErrorIds);

        using TcpClient near = between.AcceptTcpClient();
        using var far = new TcpClient();
        far.Connect(beta);
        Task[] passing = [near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream())];
        Assert.Equal("True", _session.Run($"(Wait-MyceliumPeer {peer}).Address -eq $beta.Address").Single.ToString());
        Assert.All(passing, task => Assert.False(task.IsCompleted));
    }

    [Theory]
    [InlineData("0.25", "within 0.25 s")]
    [InlineData("'0.25'", "within 0.25 s")]
    [InlineData("([timespan] '00:00:00.25')", "within 0.25 s")]
    [InlineData("'00:00:00.25'", "within 0.25 s")]
    [InlineData("1", "within 1 s")]
    [InlineData("0", "within 0 s")]
    public void Durations_are_seconds_or_time_spans(string timeout, string message)
    {
        StartAlone();

        ErrorRecord error = Assert.Single(_session.Run($"Wait-MyceliumPeer -Timeout {timeout}").Errors);

        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("1e300")]
    [InlineData("([double]::NaN)")]
    [InlineData("$true")]
    [InlineData("$null")]
    public void What_is_no_duration_is_refused(string timeout)
    {
        ErrorRecord error = Assert.Single(_session.Run($"Wait-MyceliumPeer -Timeout {timeout}").Errors);

        Assert.StartsWith("ParameterArgumentTransformationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("is not a duration", error.Exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _session.Dispose();

    private void StartAlone() => _ = _session.Run($"Start-MyceliumNode alpha {ModuleSession.Listening}").Objects;

    private void WriteTable(params string[] rows) => File.WriteAllLines(Path.Combine(_session.Folder, "peers.csv"), rows);

    // A port that was free a moment ago, on which nobody listens.
    private static string ClosedEndpoint()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return $"tcp://{socket.LocalEndPoint}";
    }
}
