using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Jobs;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Waits until peers are connected, and emits them.</summary>
/// <remarks>
/// <para>With -Endpoint it waits for each of these peers; one that does not come up in time is an error WaitTimedOut with the endpoint as
/// its target, and the others are emitted all the same. Without -Endpoint it waits for any -Count peers.</para>
/// <para>A peer is Alive once it has announced itself, which is the first that it does: its Address and PublicKey are known then.</para>
/// </remarks>
/// <example>
/// <para>Waits until the node has one connected peer.</para>
/// <code>Wait-MyceliumPeer -Node alpha</code>
/// </example>
/// <example>
/// <para>Adds the peers of a table and collects those that do not come up.</para>
/// <code>
/// Import-Csv peers.csv | Add-MyceliumPeer -Node alpha -PassThru |
///     Wait-MyceliumPeer -Timeout 0.5 -ErrorAction SilentlyContinue -ErrorVariable late
/// $late.TargetObject
/// </code>
/// </example>
/// <example>
/// <para>Waits for at least one peer, and says what to look at if none comes.</para>
/// <code>
/// if (-not (Wait-MyceliumPeer -Node alpha -Timeout 10 -ErrorAction SilentlyContinue)) {
///     Get-MyceliumPeer -Node alpha | ForEach-Object { "$($_.Endpoint): $($_.LastError)" }
/// }
/// </code>
/// </example>
/// <seealso cref="AddMyceliumPeerCommand"/>
/// <seealso cref="GetMyceliumPeerCommand"/>
/// <seealso cref="WatchMyceliumPeerCommand"/>
/// <seealso cref="WaitMyceliumNodeCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsLifecycle.Wait, "MyceliumPeer", DefaultParameterSetName = CountSet)]
[OutputType(typeof(PeerSnapshot))]
[OutputType(typeof(Job))]
public sealed class WaitMyceliumPeerCommand : MyceliumNodeCmdlet
{
    private const string CountSet = "Count";
    private const string EndpointSet = "Endpoint";

    private readonly JobCalls _calls = new();
    private TimeLimit _limit = null!;

    /// <summary>Endpoints of the peers to wait for.</summary>
    [Parameter(ParameterSetName = EndpointSet, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PeerEndpointCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Endpoint { get; set; }

    /// <summary>Number of peers to wait for. Default: 1.</summary>
    [Parameter(ParameterSetName = CountSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>States that a peer may be in. Default: Alive.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PeerState[] State { get; set; } = [PeerState.Alive];

    /// <summary>How long to wait for all peers together, in seconds or as a TimeSpan. Default: 30 seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits in the background, and emits the job at once; Receive-Job gets what it finds. -Timeout is then for
    /// all peers of one node.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _limit = new TimeLimit(Timeout);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (AsJob)
        {
            _calls.Gather(MyInvocation.BoundParameters, nameof(Endpoint), Endpoint);
            return;
        }

        if (ParameterSetName == CountSet)
        {
            ForItem(Node, () => WaitForCount(SelectedNode));
            return;
        }

        foreach (string endpoint in Endpoint ?? [])
        {
            ForItem(endpoint, () => WaitForPeer(SelectedNode, PeerEndpoint.Normalize(endpoint)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (AsJob) { WriteObject(_calls.Start(this)); }
    }

    private void WaitForCount(MyceliumNode node)
    {
        var progress = new WaitProgress($"Waiting for {Count} peer(s) of node '{node.Name}'");
        PeerSnapshot[]? found = Wait(token => NodeConditions.WaitForAsync(node, ProbeAsync, _limit.Remaining, token), progress);
        WriteObject(
            found ?? throw _limit.TimedOut($"The node '{node.Name}' did not get {Count} peer(s) that are {StateText}"),
            enumerateCollection: true);

        async Task<PeerSnapshot[]?> ProbeAsync(CancellationToken cancellationToken)
        {
            IReadOnlyList<PeerSnapshot> all = await node.GetPeersAsync(cancellationToken).ConfigureAwait(false);
            PeerSnapshot[] ready = [.. all.Where(IsReady)];
            progress.Report($"{ready.Length} of {all.Count} known peers are {StateText}");
            return ready.Length >= Count ? ready : null;
        }
    }

    private void WaitForPeer(MyceliumNode node, string endpoint)
    {
        PeerSnapshot? last = null;
        var progress = new WaitProgress($"Waiting for peer {endpoint}");
        PeerSnapshot? found = Wait(token => NodeConditions.WaitForAsync(node, ProbeAsync, _limit.Remaining, token), progress);
        WriteObject(found ?? throw _limit.TimedOut(
            $"The peer {endpoint} is {last?.State}, not {StateText}{(last?.LastError is { } error ? $" ({error})" : string.Empty)},",
            "Check that the peer runs and can be reached, or give a longer -Timeout."));

        async Task<PeerSnapshot?> ProbeAsync(CancellationToken cancellationToken)
        {
            last = PeerEndpoint.Find(await node.GetPeersAsync(cancellationToken).ConfigureAwait(false), endpoint, node.Name);
            progress.Report($"{last.State} {last.LastError}");
            return IsReady(last) ? last : null;
        }
    }

    private string StateText => string.Join(" or ", State);

    private bool IsReady(PeerSnapshot peer) => State.Contains(peer.State);
}
