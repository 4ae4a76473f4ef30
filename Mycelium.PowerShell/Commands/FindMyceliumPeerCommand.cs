using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Finds good peers: measures candidates at the same time and shows the best first.</summary>
/// <remarks>
/// <para>Candidates come from the pipeline, from -Endpoint or from a file. Without any, they are the nodes that local discovery has shown
/// to a node. They are measured as Test-MyceliumPeer does it: nothing is joined or announced, and Add-MyceliumPeer takes the result.</para>
/// <para>A file is a table (.csv) with a column Endpoint, or has one endpoint a line; empty lines and what follows a # are passed
/// over.</para>
/// </remarks>
/// <example>
/// <para>Adds the two fastest peers of a list.</para>
/// <code>Find-MyceliumPeer -Path peers.csv -Best 2 -Timeout 1 | Add-MyceliumPeer -Node alpha</code>
/// </example>
/// <example>
/// <para>Shows all candidates of a table, also those that do not answer, with the reason.</para>
/// <code>Import-Csv peers.csv | Find-MyceliumPeer -Timeout 1 -IncludeUnreachable | ForEach-Object { "$($_.Endpoint): $($_.Error)" }</code>
/// </example>
/// <example>
/// <para>Shows the nodes of the local network that a node has found, the fastest first.</para>
/// <code>Find-MyceliumPeer -Node alpha</code>
/// </example>
[Cmdlet(VerbsCommon.Find, "MyceliumPeer", DefaultParameterSetName = DiscoverySet)]
[OutputType(typeof(PeerProbeResult))]
public sealed class FindMyceliumPeerCommand : MyceliumCmdlet
{
    private const string DiscoverySet = "Discovery";
    private const string EndpointSet = "Endpoint";
    private const string PathSet = "Path";

    private readonly List<string> _candidates = [];

    /// <summary>Endpoints of the candidates, such as tcp://192.0.2.1:9651, or objects that have one.</summary>
    [Parameter(
        ParameterSetName = EndpointSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Endpoint { get; set; }

    /// <summary>Files with candidates.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Name of the node whose discovered peers are measured. Not needed while only one node runs.</summary>
    [Parameter(ParameterSetName = DiscoverySet)]
    [ArgumentCompleter(typeof(Completion.NodeNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Node { get; set; }

    /// <summary>Only so many of the best.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Best { get; set; }

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

    /// <inheritdoc/>
    protected override void ProcessRecord() => _candidates.AddRange(Endpoint ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == DiscoverySet) { ForItem(Node, AddDiscovered); }

        foreach (string path in Path ?? []) { ForItem(path, () => _candidates.AddRange(CandidateFile.Read(FilePath(path)))); }

        var endpoints = new List<Engine.Transports.Endpoint>();
        foreach (string candidate in _candidates) { ForItem(candidate, () => endpoints.Add(Parse(candidate))); }

        var progress = new WaitProgress($"Measuring {endpoints.Count} candidate(s)");
        IReadOnlyList<PeerProbeResult> results = Wait(
            token => new PeerProbe().ProbeAllAsync(
                endpoints, Count, Timeout, ThrottleLimit, ended => progress.Report($"{ended} of {endpoints.Count}"), token),
            progress);
        IEnumerable<PeerProbeResult> wanted = results.Where(result => result.IsReachable || IncludeUnreachable);
        WriteObject(wanted.Take(Best ?? int.MaxValue), enumerateCollection: true);
    }

    private static Engine.Transports.Endpoint Parse(string text)
    {
        Engine.Transports.Endpoint endpoint = PeerEndpoint.Parse(text);
        PeerProbe.RefuseUnusable(endpoint);
        return endpoint;
    }

    private void AddDiscovered()
    {
        NodeEntry entry = NodeRegistry.Shared.Select(Node);
        MyceliumNode node = entry.Node!;
        IReadOnlyList<PeerSnapshot> peers = Wait(node.GetPeersAsync);
        _candidates.AddRange(peers.Where(peer => peer.Kind == PeerKind.Discovered).Select(peer => peer.Endpoint));
    }
}
