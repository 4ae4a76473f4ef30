using System.Management.Automation;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Shows the changes of the peer tables of nodes as they happen.</summary>
/// <remarks>
/// <para>A change is a peer that is new or gone, or whose state, suspicion, key or last error is another; traffic and round trip times are
/// none. The table is looked at up to ten times a second: what changes and changes back in between is not shown.</para>
/// <para>The command ends at Ctrl+C, with -Until, -Timeout or Select-Object -First, and when the nodes have stopped. That a node
/// was stopped is an error only if it was named.</para>
/// </remarks>
/// <example>
/// <para>Shows for a second what changes.</para>
/// <code>Watch-MyceliumPeer -Node alpha -Timeout 1</code>
/// </example>
/// <example>
/// <para>Adds a peer that nobody listens for, and waits for the first failure.</para>
/// <code>
/// Add-MyceliumPeer tcp://127.0.0.1:9 -Node alpha
/// Watch-MyceliumPeer tcp://127.0.0.1:9 -Node alpha -IncludePresent -Until { $_.LastError }
/// </code>
/// </example>
/// <example>
/// <para>Shows when peers of any node come or go.</para>
/// <code>Get-MyceliumNode | Watch-MyceliumPeer -State Alive -Timeout 1 | ForEach-Object { "$($_.Node): $_" }</code>
/// </example>
/// <example>
/// <para>Watches for a second only the peers that were given by the user.</para>
/// <code>Get-MyceliumPeer -Node alpha -Kind Static | Watch-MyceliumPeer -IncludePresent -Timeout 1</code>
/// </example>
/// <seealso cref="GetMyceliumPeerCommand"/>
/// <seealso cref="WaitMyceliumPeerCommand"/>
/// <seealso cref="GetMyceliumEventCommand"/>
/// <seealso cref="WatchMyceliumRouteCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsCommon.Watch, "MyceliumPeer")]
[OutputType(typeof(PeerChange))]
public sealed class WatchMyceliumPeerCommand : MyceliumWatchCmdlet
{
    private readonly List<(Func<string, bool>[]? Nodes, Func<string, bool>[]? Endpoints)> _items = [];
    private Func<string, bool>[]? _named;

    /// <summary>Only peers with these endpoints. The wildcards * and ? are allowed; brackets are taken literally. Of a peer that is piped in:
    /// only that peer of its node.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PeerEndpointCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Endpoint { get; set; }

    /// <summary>Only changes to or from one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PeerState[]? State { get; set; }

    /// <summary>Only peers of these kinds.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PeerKind[]? Kind { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _named = Filters(Endpoint, PeerEndpoint.Filter);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _items.Add((Filters(Node, NamePattern.Filter), _named ?? Filters(Endpoint, PeerEndpoint.Filter)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Without anything valid nothing could ever be shown.
        if (_items.All(item => item.Endpoints is [])) { return; }

        Watch((node, token) => node.WatchPeersAsync(token), change => change.Kind, IsWanted);
    }

    private bool IsWanted(PeerChange change) =>
        (State is null || State.Any(state => change.State == state || change.PreviousState == state))
        && Kind?.Contains(change.Peer.Kind) is not false
        && _items.Any(item => item.Nodes?.Any(filter => filter(change.Node)) is not false
            && item.Endpoints?.Any(filter => filter(change.Endpoint)) is not false);
}
