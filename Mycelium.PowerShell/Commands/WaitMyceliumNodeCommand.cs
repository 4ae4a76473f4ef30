using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Jobs;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Waits until nodes have ended, or until they have enough peers and routes.</summary>
/// <remarks>
/// <para>Without -ConnectedPeerCount and -RouteCount it waits until the node is stopped or fails, without a time limit unless -Timeout
/// is given: a script that serves keeps its node so, until Ctrl+C. A failure is reported as error NodeFailed.</para>
/// <para>With -ConnectedPeerCount or -RouteCount it waits until the node has at least so many connected peers and selected routes,
/// 30 seconds unless -Timeout is given.</para>
/// </remarks>
/// <example>
/// <para>Waits until the node has a connected peer and knows a route.</para>
/// <code>Wait-MyceliumNode alpha -ConnectedPeerCount 1 -RouteCount 1 -Timeout 30 -PassThru</code>
/// </example>
/// <example>
/// <para>Keeps all nodes until they end, but not longer than a given time; says so where one still runs.</para>
/// <code>Get-MyceliumNode | Wait-MyceliumNode -Timeout 0.2 -ErrorAction SilentlyContinue</code>
/// </example>
/// <example>
/// <para>Waits until each of several nodes has a peer, and names the address of each.</para>
/// <code>Get-MyceliumNode alpha, beta | Wait-MyceliumNode -ConnectedPeerCount 1 -PassThru | ForEach-Object { "$($_.Name) is $($_.Address)" }</code>
/// </example>
/// <seealso cref="GetMyceliumNodeCommand"/>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso cref="StopMyceliumNodeCommand"/>
/// <seealso cref="WaitMyceliumPeerCommand"/>
/// <seealso cref="WaitMyceliumRouteCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsLifecycle.Wait, "MyceliumNode", DefaultParameterSetName = EndSet)]
[OutputType(typeof(NodeSnapshot))]
[OutputType(typeof(Job))]
public sealed class WaitMyceliumNodeCommand : MyceliumCmdlet
{
    private const string EndSet = "End";
    private const string ReadySet = "Ready";
    private static readonly string?[] OnlyNode = [null];
    private static readonly TimeSpan DefaultReadyTimeout = TimeSpan.FromSeconds(30);

    private readonly JobCalls _calls = new();
    private TimeLimit _limit = null!;

    /// <summary>Names of the nodes; wildcards are allowed. Not needed while only one node runs.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Node")]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Number of connected peers to wait for. Default: none.</summary>
    [Parameter(ParameterSetName = ReadySet)]
    [ValidateRange(0, int.MaxValue)]
    public int ConnectedPeerCount { get; set; }

    /// <summary>Number of selected routes to wait for. Default: none.</summary>
    [Parameter(ParameterSetName = ReadySet)]
    [ValidateRange(0, int.MaxValue)]
    public int RouteCount { get; set; }

    /// <summary>How long to wait for all nodes together, in seconds or as a TimeSpan.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Emits each node as it is after the wait.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Waits in the background, and emits the job at once; Receive-Job gets what it finds.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _limit = new TimeLimit(Timeout ?? (ParameterSetName == ReadySet ? DefaultReadyTimeout : System.Threading.Timeout.InfiniteTimeSpan));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (AsJob)
        {
            _calls.Gather(MyInvocation.BoundParameters, nameof(Name), Name);
            return;
        }

        ForEachNode(Name ?? OnlyNode, WaitFor);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (AsJob) { WriteObject(_calls.Start(this)); }
    }

    private void WaitFor(NodeEntry entry)
    {
        NodeSnapshot node = ParameterSetName == ReadySet ? WaitUntilReady(entry) : WaitForEnd(entry);
        if (PassThru) { WriteObject(node); }
    }

    private NodeSnapshot WaitUntilReady(NodeEntry entry)
    {
        var progress = new WaitProgress($"Waiting for node '{entry.Name}'");
        return Wait(token => NodeConditions.WaitForAsync(entry.Node!, ProbeAsync, _limit.Remaining, token), progress)
            ?? throw _limit.TimedOut(
                $"The node '{entry.Name}' did not get {string.Join(" and ", Wanted())}");

        async Task<NodeSnapshot?> ProbeAsync(CancellationToken cancellationToken)
        {
            NodeSnapshot node = await entry.Node!.GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
            progress.Report($"{node.ConnectedPeerCount} of {ConnectedPeerCount} peers, {node.RouteCount} of {RouteCount} routes");
            return node.ConnectedPeerCount >= ConnectedPeerCount && node.RouteCount >= RouteCount ? node : null;
        }
    }

    private IEnumerable<string> Wanted()
    {
        if (ConnectedPeerCount > 0 || RouteCount == 0) { yield return $"{ConnectedPeerCount} connected peer(s)"; }

        if (RouteCount > 0) { yield return $"{RouteCount} route(s)"; }
    }

    private NodeSnapshot WaitForEnd(NodeEntry entry)
    {
        MyceliumNode running = entry.Node!;
        bool hasEnded = Wait(async token =>
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(token);
            Task time = Task.Delay(_limit.Remaining, both.Token);
            bool isEnd = await Task.WhenAny(running.Completion, time).ConfigureAwait(false) == running.Completion;
            await both.CancelAsync().ConfigureAwait(false);
            token.ThrowIfCancellationRequested();
            return isEnd;
        });
        if (!hasEnded) { throw _limit.TimedOut($"The node '{entry.Name}' did not end"); }

        NodeSnapshot node = Wait(entry.ReadAsync);
        return node.State == NodeState.Failed
            ? throw new MyceliumException(MyceliumErrorId.NodeFailed, $"The node '{entry.Name}' has failed: {node.Failure}")
            : node;
    }
}
