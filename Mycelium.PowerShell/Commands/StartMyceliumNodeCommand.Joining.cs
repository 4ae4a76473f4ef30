using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <content>How a node gets its first peers.</content>
public sealed partial class StartMyceliumNodeCommand
{
    // One list may have hundreds of peers.
    private const int ReasonsShown = 3;

    private const int ProbeCount = 3;
    private const int ProbeParallelism = 16;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    private string[]? _publicPeers;

    /// <summary>Joins the public network: measures the nodes of a list and connects to the best few. No public node is contacted
    /// otherwise.</summary>
    [Parameter]
    public SwitchParameter PublicNetwork { get; set; }

    /// <summary>Another list than the one that comes with the module; takes the place of -PublicNetwork. A table (.csv) with a column Endpoint,
    /// and perhaps Region, or a file with one endpoint a line.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PeerList { get; set; }

    /// <summary>Number of peers that are taken from the list, 1 to 16. Default: 3.</summary>
    [Parameter]
    [ValidateRange(1, 16)]
    public int PeerCount { get; set; } = 3;

    /// <summary>Waits until the first peer is connected, and shows what is going on; Ctrl+C ends the wait, not the node.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long -Wait waits, in seconds or as a TimeSpan; then a warning says what can be done, and the node goes on; with
    /// -WarningAction Stop it is stopped again. Default: 30 seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    private NodeOptions WithPublicPeers(NodeOptions options)
    {
        if (!PublicNetwork && PeerList is null) { return options; }

        _publicPeers ??= ChoosePeers(options);
        return options with { Peers = [.. options.Peers.Concat(_publicPeers).Distinct(StringComparer.OrdinalIgnoreCase)] };
    }

    private string[] ChoosePeers(NodeOptions options)
    {
        string path = PeerList is null ? CandidateFile.PublicPath : FilePath(PeerList);
        IReadOnlyList<PeerCandidate> candidates =
            CandidateFile.Read(path, (text, exception) => ForItem(text, () => throw exception));
        var progress = new WaitProgress($"Measuring {candidates.Count} node(s) to join");
        var probe = new PeerProbe();
        IReadOnlyList<PeerProbeResult> results = Wait(
            token => probe.ProbeAllAsync(
                candidates.Select(candidate => candidate.Endpoint),
                ProbeCount,
                ProbeTimeout,
                ProbeParallelism,
                ended => progress.Report($"{ended} of {candidates.Count}"),
                token),
            progress);
        string[] chosen = [.. PeerSelection.Choose(results, candidates, PeerCount).Select(result => result.Endpoint)];
        if (chosen.Length > 0)
        {
            WriteVerbose($"The node '{options.Name}' joins at {string.Join(", ", chosen)}.");
            return chosen;
        }

        // The network may be there later: peers are dialled for ever.
        string[] first = [.. PeerSelection.Spread(candidates, PeerCount).Select(candidate => candidate.Endpoint.ToString())];
        WriteWarning(first.Length == 0
            ? $"The list '{path}' has no node to join."
            : $"None of the {candidates.Count} node(s) of the list answers. The node '{options.Name}' goes on trying {string.Join(", ", first)}.");
        return first;
    }

    private NodeSnapshot WaitForPeer(string name)
    {
        NodeEntry entry = NodeRegistry.Shared.Select(name);
        MyceliumNode node = entry.Node!;
        var progress = new WaitProgress($"Waiting for the first peer of node '{name}'");
        IReadOnlyList<PeerSnapshot> peers = [];
        object? found = Wait(token => NodeConditions.WaitForAsync(node, ProbeAsync, Timeout, token), progress);
        if (found is null)
        {
            Warn(name, FormattableString.Invariant(
                $"The node '{name}' runs, but has no peer after {Timeout.TotalSeconds:0.###} s: {NextStep(peers)}"));
        }

        return Wait(entry.ReadAsync);

        async Task<object?> ProbeAsync(CancellationToken cancellationToken)
        {
            peers = await node.GetPeersAsync(cancellationToken).ConfigureAwait(false);
            progress.Report(peers.Count == 0 ? "No node is known yet" : string.Join(", ", peers.Select(peer => $"{peer.Endpoint} {peer.State}")));
            return peers.Any(peer => peer.State == PeerState.Alive) ? peers : null;
        }
    }

    private static string NextStep(IReadOnlyList<PeerSnapshot> peers) => peers.Count > 0
        ? string.Join("; ", peers.Take(ReasonsShown).Select(peer => $"{peer.Endpoint} is {peer.State}{(peer.LastError is { } error ? $" ({error})" : string.Empty)}"))
            + ". Get-MyceliumPeer shows how it goes on."
        : "give it one with Add-MyceliumPeer tcp://HOST:9651, start another node on the local network, or join with -PublicNetwork.";
}
