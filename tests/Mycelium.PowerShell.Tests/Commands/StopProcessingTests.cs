using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class StopProcessingTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ModuleSession _session = new();

    public StopProcessingTests() => _session.StartPair();

    [Theory]
    [InlineData("Wait-MyceliumNode alpha")]
    [InlineData("Wait-MyceliumNode alpha -ConnectedPeerCount 9 -Timeout 3600")]
    [InlineData("Wait-MyceliumPeer -Node alpha -Count 9 -Timeout 3600")]
    [InlineData("Wait-MyceliumRoute 400:1::1 -Node alpha -Timeout 3600")]
    [InlineData("Resolve-MyceliumRoute 400:1::1 -Node alpha -Timeout 3600")]
    [InlineData("Trace-MyceliumRoute 400:1::1 -Node alpha -Timeout 3600")]
    [InlineData("Watch-MyceliumRoute -Node alpha")]
    [InlineData("Get-MyceliumNode | Watch-MyceliumPeer -Until { $false }")]
    [InlineData("Get-MyceliumEvent -Node alpha -Wait")]
    [InlineData("Measure-MyceliumPath $beta.Address -Node alpha -Interval 3600")]
    [InlineData("Measure-MyceliumPath $beta.Address -Node alpha -Count 1 -RateDuration 3600")]
    [InlineData("Test-MyceliumPeer $silent -Timeout 3600")]
    [InlineData("Find-MyceliumPeer $silent -Timeout 3600")]
    [InlineData("Test-MyceliumConnection 400:1::1 -Node alpha -Timeout 3600")]
    [InlineData("Test-MyceliumConnection $beta.Address -Node alpha -Interval 3600")]
    public void Ctrl_C_ends_a_wait_at_once_and_leaves_the_nodes_alone(string script)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        _session.Runspace.SessionStateProxy.SetVariable("silent", $"tcp://{silent.LocalEndpoint}");
        using System.Management.Automation.PowerShell shell = _session.CreateShell($"$waiting.Set(); {script}");
        using var waiting = new ManualResetEventSlim();
        _session.Runspace.SessionStateProxy.SetVariable("waiting", waiting);
        IAsyncResult running = shell.BeginInvoke();
        Assert.True(waiting.Wait(Limit));

        IAsyncResult stopping = shell.BeginStop(null, null);

        Assert.True(stopping.AsyncWaitHandle.WaitOne(Limit), "The wait went on.");
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.Equal(["Running", "Running"], _session.Run("(Get-MyceliumNode).State").Texts);
    }

    [Fact]
    public void A_long_wait_shows_its_progress()
    {
        SessionResult result = _session.Run("Wait-MyceliumPeer -Node alpha -Count 9 -Timeout 3 -ErrorAction SilentlyContinue");

        Assert.Contains(
            ("Waiting for 9 peer(s) of node 'alpha'", "1 of 1 known peers are Alive"),
            result.Progress.Select(record => (record.Activity, record.StatusDescription)));
        Assert.Equal(ProgressRecordType.Completed, result.Progress[^1].RecordType);
    }

    public void Dispose() => _session.Dispose();
}
