using System.Management.Automation;
using Mycelium.Engine.Peering;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Jobs;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Finds out whether a node answers at an endpoint, and how fast, without joining its network.</summary>
/// <remarks>
/// <para>Needs no node. Connects to the endpoint, sends a few Hellos, each of which every node answers at once, and disconnects; nothing is
/// announced, so nothing is routed here. An endpoint where nobody answers is an object too, not an error: its Error says why.</para>
/// <para>Several endpoints are tried at the same time, as many as -ThrottleLimit allows; the results come in the order of the endpoints.
/// </para>
/// <para>Address and PublicKey are what the node says of itself; only traffic that is sealed for the key proves it.</para>
/// </remarks>
/// <example>
/// <para>Shows how fast a peer answers.</para>
/// <code>Test-MyceliumPeer (Get-MyceliumNode beta).Listen</code>
/// </example>
/// <example>
/// <para>Adds the peers of a table that can be reached.</para>
/// <code>Import-Csv peers.csv | Test-MyceliumPeer -Timeout 1 | Where-Object IsReachable | Add-MyceliumPeer -Node alpha</code>
/// </example>
/// <example>
/// <para>Asks only whether somebody answers.</para>
/// <code>if (-not (Test-MyceliumPeer tcp://127.0.0.1:9 -Quiet)) { 'nobody answers' }</code>
/// </example>
/// <seealso cref="FindMyceliumPeerCommand"/>
/// <seealso cref="AddMyceliumPeerCommand"/>
/// <seealso cref="TestMyceliumConnectionCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsDiagnostic.Test, "MyceliumPeer", DefaultParameterSetName = DetailSet)]
[OutputType(typeof(PeerProbeResult), ParameterSetName = [DetailSet])]
[OutputType(typeof(bool), ParameterSetName = [QuietSet])]
[OutputType(typeof(Job))]
public sealed class TestMyceliumPeerCommand : MyceliumCmdlet
{
    private const string DetailSet = "Detail";
    private const string QuietSet = "Quiet";

    private readonly JobCalls _calls = new();
    private readonly Queue<(string Endpoint, Task<PeerProbeResult> Probe)> _probes = new();

    /// <summary>Endpoints to connect to, such as tcp://192.0.2.1:9651, or objects that have one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PeerEndpointCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Endpoint { get; set; } = [];

    /// <summary>Number of Hellos, one after the other, 1 to 100. Default: 3.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Count { get; set; } = 3;

    /// <summary>How long to try each endpoint, in seconds or as a TimeSpan. Default: 5 seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Emits only whether somebody answers.</summary>
    [Parameter(ParameterSetName = QuietSet, Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Most endpoints tried at the same time, 1 to 256. The results come in the order of the endpoints. Default: 16.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Works in the background, and emits the job at once; Receive-Job gets what it finds.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (AsJob)
        {
            _calls.Gather(MyInvocation.BoundParameters, nameof(Endpoint), Endpoint);
            return;
        }

        foreach (string endpoint in Endpoint) { ForItem(endpoint, () => Begin(endpoint)); }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (AsJob)
        {
            WriteObject(_calls.Start(this));
            return;
        }

        while (_probes.Count > 0) { WriteNext(); }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _probes.Count > 0)
        {
            // The user has enough: nothing goes on unseen.
            StopProcessing();
            Task.WhenAll(_probes.Select(item => item.Probe)).ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private void Begin(string text)
    {
        Engine.Transports.Endpoint endpoint = PeerEndpoint.ParseProbed(text);
        while (Running is var running && running.Length >= ThrottleLimit)
        {
            Wait(_ => Task.WhenAny(running), new WaitProgress($"Testing {running.Length} endpoints"));
        }

        int count = Quiet ? 1 : Count;
        CancellationToken token = StoppingToken;
        _probes.Enqueue((text, Task.Run(() => new PeerProbe().ProbeAsync(endpoint, count, Timeout, token), token)));
        while (_probes.TryPeek(out (string, Task<PeerProbeResult> Probe) first) && first.Probe.IsCompleted) { WriteNext(); }
    }

    private Task<PeerProbeResult>[] Running => [.. _probes.Select(item => item.Probe).Where(probe => !probe.IsCompleted)];

    private void WriteNext()
    {
        (string endpoint, Task<PeerProbeResult> probe) = _probes.Peek();
        PeerProbeResult result = Wait(_ => probe, new WaitProgress($"Testing {endpoint}"));
        _probes.Dequeue();
        WriteObject(Quiet ? result.IsReachable : result);
    }
}
