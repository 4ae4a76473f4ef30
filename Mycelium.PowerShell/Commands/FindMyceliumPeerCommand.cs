using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Jobs;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Finds good peers: measures candidates at the same time and shows the best first.</summary>
/// <remarks>
/// <para>Candidates come from the pipeline, from -Endpoint or from a file. Without any, they are the nodes that local discovery has shown
/// to a node; a warning says if there are none. They are measured as Test-MyceliumPeer does it: nothing is joined or announced, and
/// Add-MyceliumPeer takes the result.</para>
/// <para>A file is a table (.csv) with a column Endpoint and perhaps one Region, or has one endpoint a line; empty lines and what follows a #
/// are passed over. The list of public nodes that comes with the module is only used with -PublicNetwork.</para>
/// </remarks>
/// <example>
/// <para>Adds the two fastest peers of a list.</para>
/// <code>Find-MyceliumPeer -Path peers.csv -Best 2 -Timeout 1 | Add-MyceliumPeer -Node alpha</code>
/// </example>
/// <example>
/// <para>Shows all candidates of a table, also those that do not answer, with the reason.</para>
/// <code>Import-Csv peers.csv | Find-MyceliumPeer -Timeout 1 -IncludeUnreachable | ForEach-Object { "$($_.Endpoint): $($_.Error)" }</code>
/// </example>
/// <example runs="false">
/// <para>Adds the three best nodes of the public network, of different regions where they are near enough.</para>
/// <code>Find-MyceliumPeer -PublicNetwork -Best 3 -Diverse | Add-MyceliumPeer</code>
/// </example>
/// <example>
/// <para>Shows the nodes of the local network that a node has found, the fastest first.</para>
/// <code>Find-MyceliumPeer -Node alpha</code>
/// </example>
/// <seealso cref="TestMyceliumPeerCommand"/>
/// <seealso cref="AddMyceliumPeerCommand"/>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsCommon.Find, "MyceliumPeer", DefaultParameterSetName = DiscoverySet)]
[OutputType(typeof(PeerProbeResult))]
[OutputType(typeof(Job))]
public sealed class FindMyceliumPeerCommand : MyceliumCmdlet
{
    private const string DiscoverySet = "Discovery";
    private const string EndpointSet = "Endpoint";
    private const string PathSet = "Path";

    private const string PublicSet = "PublicNetwork";

    private readonly List<string> _texts = [];
    private readonly List<PeerCandidate> _candidates = [];

    /// <summary>Endpoints of the candidates, such as tcp://192.0.2.1:9651, or objects that have one.</summary>
    [Parameter(
        ParameterSetName = EndpointSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DialEndpointCompleter))]
    public string[]? Endpoint { get; set; }

    /// <summary>Files with candidates.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Measures the nodes of the public network that the module's own list names.</summary>
    [Parameter(ParameterSetName = PublicSet, Mandatory = true)]
    public SwitchParameter PublicNetwork { get; set; }

    /// <summary>Name of the node whose discovered peers are measured. Not needed while only one node runs.</summary>
    [Parameter(ParameterSetName = DiscoverySet)]
    [ArgumentCompleter(typeof(Completion.NodeNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Node { get; set; }

    /// <summary>Only so many of the best.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Best { get; set; }

    /// <summary>Takes nodes of different regions and sites where they are near enough: a second one of the same region counts as twice as
    /// far. Each node is taken once, however many endpoints it has.</summary>
    [Parameter]
    public SwitchParameter Diverse { get; set; }

    /// <summary>Emits the candidates that do not answer, too, at the end.</summary>
    [Parameter]
    public SwitchParameter IncludeUnreachable { get; set; }

    /// <summary>Number of Hellos to each candidate, 1 to 100; the shortest round trip counts. Default: 3.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Count { get; set; } = 3;

    /// <summary>How long to try each candidate, in seconds or as a TimeSpan. Default: 5 seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most candidates measured at the same time, 1 to 256. Default: 16.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Works in the background, and emits the job at once; Receive-Job gets what it finds.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _texts.AddRange(Endpoint ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (AsJob)
        {
            var calls = new JobCalls();
            (string, object)[] all = ParameterSetName switch
            {
                EndpointSet => [(nameof(Endpoint), _texts.ToArray())],
                PathSet => [(nameof(Path), Path!.Select(FilePath).ToArray())],
                _ => [],
            };
            if (ParameterSetName != EndpointSet || _texts.Count > 0) { calls.Add(MyInvocation.BoundParameters, all); }

            WriteObject(calls.Start(this));
            return;
        }

        foreach (string text in _texts) { Add(text); }

        if (ParameterSetName == DiscoverySet) { ForItem(Node, AddDiscovered); }

        if (PublicNetwork) { AddFile(CandidateFile.PublicPath); }

        foreach (string path in Path ?? []) { ForItem(path, () => AddFile(FilePath(path))); }

        var progress = new WaitProgress($"Measuring {_candidates.Count} candidate(s)");
        IReadOnlyList<PeerProbeResult> results = Wait(
            token => new PeerProbe().ProbeAllAsync(
                _candidates.Select(candidate => candidate.Endpoint),
                Count,
                Timeout,
                ThrottleLimit,
                ended => progress.Report($"{ended} of {_candidates.Count}"),
                token),
            progress);
        WriteObject(Wanted(results).Take(Best ?? int.MaxValue), enumerateCollection: true);
    }

    private IEnumerable<PeerProbeResult> Wanted(IReadOnlyList<PeerProbeResult> results)
    {
        IEnumerable<PeerProbeResult> reachable = Diverse
            ? PeerSelection.Choose(results, _candidates, Math.Max(1, results.Count))
            : results.Where(result => result.IsReachable);
        return IncludeUnreachable ? reachable.Concat(results.Where(result => !result.IsReachable)) : reachable;
    }

    private void Add(string text) => ForItem(text, () => _candidates.Add(new PeerCandidate(PeerEndpoint.ParseProbed(text))));

    private void AddFile(string path) =>
        _candidates.AddRange(CandidateFile.Read(path, (text, exception) => ForItem(text, () => throw exception)));

    private void AddDiscovered()
    {
        NodeEntry entry = NodeRegistry.Shared.Select(Node);
        MyceliumNode node = entry.Node!;
        IReadOnlyList<PeerSnapshot> peers = Wait(node.GetPeersAsync);
        PeerSnapshot[] discovered = [.. peers.Where(peer => peer.Kind == PeerKind.Discovered)];
        if (discovered is [])
        {
            WriteWarning(
                $"The node '{entry.Name}' has discovered no peers{(entry.Options.Discovery ? " yet" : ": its discovery is off")}. "
                + "Give candidates with -Endpoint or -Path.");
        }

        foreach (PeerSnapshot peer in discovered) { Add(peer.Endpoint); }
    }
}
