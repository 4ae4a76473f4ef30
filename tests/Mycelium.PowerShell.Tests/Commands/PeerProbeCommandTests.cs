using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class PeerProbeCommandTests : IDisposable
{
    // Nothing listens on the discard port of these machines.
    private const string Closed = "tcp://127.0.0.1:9";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ModuleSession _session = new();

    public PeerProbeCommandTests() => _session.StartPair();

    [Theory]
    [InlineData("Test-MyceliumPeer")]
    [InlineData("Add-MyceliumPeer -Node alpha")]
    public void Of_an_object_without_an_endpoint_the_missing_property_is_named(string command)
    {
        ErrorRecord error = Assert.Single(_session.Run($"[pscustomobject]@{{ Name = 'tcp://127.0.0.1:9' }} | {command}").Errors);

        Assert.StartsWith("InvalidEndpoint,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("has no property Endpoint", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_answers_is_told_from_an_endpoint_where_nobody_does()
    {
        IReadOnlyList<PSObject> results = _session.Run($"$beta.Listen[0], '{Closed}' | Test-MyceliumPeer -Count 2").Objects;

        Assert.Equal(["True", "False"], results.Select(result => result.Text("IsReachable")));
        Assert.Equal(_session.Run("$beta.PublicKey").Single.ToString(), results[0].Text("PublicKey"));
        Assert.Equal(["", ""], new[] { results[0].Text("Error"), results[1].Text("PublicKey") });
        Assert.NotEmpty(results[1].Text("Error"));
        Assert.Equal(["True", "False"], _session.Run($"Test-MyceliumPeer $beta.Listen[0], {Closed} -Quiet").Texts);
    }

    // Two that accept connections and say nothing, until the second is connected to as well.
    [Theory]
    [InlineData("$silent | Test-MyceliumPeer -Timeout 60", true)]
    [InlineData("Test-MyceliumPeer $silent -Timeout 60", true)]
    [InlineData("Test-MyceliumPeer $silent -Timeout 60 -ThrottleLimit 1", false)]
    public async Task Endpoints_are_tried_at_the_same_time_and_told_of_in_order(string script, bool areTogether)
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        string[] endpoints = [$"tcp://{first.LocalEndpoint}", $"tcp://{second.LocalEndpoint}"];
        _ = _session.Run($"$silent = '{endpoints[0]}', '{endpoints[1]}'").Objects;
        bool wereTogether = false;
        Task closing = Task.Run(() =>
        {
            using (TcpClient one = first.AcceptTcpClient())
            {
                wereTogether = areTogether ? AcceptWhile(second, one) : IsTriedSoon(second);
            }

            if (!areTogether) { second.AcceptTcpClient().Dispose(); }
        });

        SessionResult result = _session.Run(script);

        await closing.WaitAsync(Limit);
        Assert.Equal(endpoints, result.Objects.Select(item => item.Text("Endpoint")));
        Assert.Equal(areTogether, wereTogether);
    }

    [Fact]
    public void Who_has_enough_does_not_wait_for_the_rest()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        PSObject first = _session.Run($$"""
            foreach ($once in 1) {
                $beta.Listen[0], 'tcp://{{silent.LocalEndpoint}}' | Test-MyceliumPeer -Timeout 3600 | ForEach-Object { $_; break }
            }
            """).Single;

        Assert.Equal("True", first.Text("IsReachable"));
        Assert.True(!silent.Pending() || HasEnded(silent.AcceptTcpClient()));
    }

    [Theory]
    [InlineData("Test-MyceliumPeer nonsense")]
    [InlineData("Test-MyceliumPeer memory://a:1")]
    [InlineData("Test-MyceliumPeer tcp://127.0.0.1:0")]
    [InlineData("Find-MyceliumPeer nonsense -IncludeUnreachable")]
    [InlineData("Find-MyceliumPeer tcp://127.0.0.1:0")]
    public void What_can_not_be_probed_is_an_error_of_that_item(string script) =>
        Assert.Equal(["InvalidEndpoint"], _session.Run(script).ErrorIds);

    [Fact]
    public void Candidates_are_measured_and_the_best_are_added()
    {
        SessionResult result = _session.Run($"'{Closed}', 'nonsense', $beta.Listen[0], $alpha.Listen[0] | Find-MyceliumPeer");
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(["InvalidEndpoint"], result.ErrorIds);

        Assert.Single(_session.Run("Get-MyceliumNode | ForEach-Object Listen | Find-MyceliumPeer -Best 1").Objects);
        Assert.Equal(Closed, _session.Run($"Find-MyceliumPeer {Closed}, $beta.Listen[0] -IncludeUnreachable").Objects[1].Text("Endpoint"));
        _ = _session.Run($"$gamma = Start-MyceliumNode gamma {ModuleSession.Listening}").Objects;
        string join = "Find-MyceliumPeer $beta.Listen | Add-MyceliumPeer -Node gamma -PassThru | Wait-MyceliumPeer";
        Assert.Equal("Alive", _session.Run(join).Single.Text("State"));
    }

    [Fact]
    public void Candidates_are_read_from_tables_and_lists()
    {
        string beta = _session.Run("$beta.Listen[0]").Single.ToString();
        File.WriteAllLines(Path.Combine(_session.Folder, "table.csv"), ["Name,\"Endpoint\"", $"b,\"{beta}\"", "short", $"c,{Closed}"]);
        File.WriteAllLines(Path.Combine(_session.Folder, "list.txt"), ["# ours", "", $"{beta} # the same", Closed]);
        File.WriteAllLines(Path.Combine(_session.Folder, "wrong.csv"), ["Name,Address", "a,b"]);

        Assert.Equal(
            [beta, Closed], _session.Run("(Find-MyceliumPeer -Path table.csv, list.txt -IncludeUnreachable).Endpoint").Texts);
        SessionResult result = _session.Run("Find-MyceliumPeer -Path wrong.csv, missing.txt");
        Assert.Equal(["InvalidConfiguration", "ConfigurationNotFound"], result.ErrorIds);
        Assert.Equal(["wrong.csv", "missing.txt"], result.Errors.Select(error => error.TargetObject));
    }

    [Fact]
    public void Without_candidates_those_of_local_discovery_are_measured()
    {
        SessionResult found = _session.Run("Find-MyceliumPeer -Node alpha");

        Assert.Empty(found.Objects);
        Assert.Contains("its discovery is off. Give candidates with -Endpoint", Assert.Single(found.Warnings), StringComparison.Ordinal);
        Assert.Equal(["NodeNotFound"], _session.Run("Find-MyceliumPeer -Node gamma").ErrorIds);
        Assert.Equal(["NodeAmbiguous"], _session.Run("Find-MyceliumPeer").ErrorIds);
    }

    public void Dispose() => _session.Dispose();

    // Whether a second connection comes before the first is closed by its other end.
    private static bool AcceptWhile(TcpListener second, TcpClient one)
    {
        Task<TcpClient> accepted = second.AcceptTcpClientAsync();
        bool isTogether = Task.WaitAny(accepted, Task.Run(() => HasEnded(one))) == 0;
        using TcpClient other = accepted.GetAwaiter().GetResult();
        return isTogether;
    }

    // Nobody connects as long as the first is held, however long one looks.
    private static bool IsTriedSoon(TcpListener second) => SpinWait.SpinUntil(second.Pending, TimeSpan.FromMilliseconds(200));

    private static bool HasEnded(TcpClient client)
    {
        byte[] buffer = new byte[256];
        try
        {
            client.ReceiveTimeout = (int)Limit.TotalMilliseconds;
            while (client.GetStream().Read(buffer) > 0) { }

            return true;
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            return false;
        }
    }
}
