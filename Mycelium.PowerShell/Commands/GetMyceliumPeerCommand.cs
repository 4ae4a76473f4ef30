using System.Management.Automation;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets the peers of a node: those that were given, that connected, and that were found on the local network.</summary>
/// <remarks>
/// <para>RoundTripTime is known once the peer has answered a first Hello. LastError says why a peer is not connected.</para>
/// <para>A peer whose answers are missing for longer than its round trip explains is shown as Suspect, and its IsSuspect is true. Its State
/// stays Alive, since it is connected: packets take other ways where there are any, and it is trusted again once it answers for a while.
/// Suspicions counts how often that happened on the present connection; a peer that stays silent for 20 seconds is disconnected.</para>
/// </remarks>
/// <example>
/// <para>Lists the peers of a node.</para>
/// <code>Get-MyceliumPeer -Node alpha</code>
/// </example>
/// <example>
/// <para>Lists the connected peers on the loopback network, of all nodes.</para>
/// <code>Get-MyceliumPeer tcp://127.0.0.1:* -State Alive</code>
/// </example>
/// <example>
/// <para>Lists the peers that are connected but do not answer at the moment.</para>
/// <code>Get-MyceliumPeer -Node alpha | Where-Object IsSuspect</code>
/// </example>
/// <example>
/// <para>Shows why peers are not connected.</para>
/// <code>Get-MyceliumPeer -Node alpha -State Connecting, Dead | ForEach-Object { "$($_.Endpoint): $($_.LastError)" }</code>
/// </example>
/// <seealso cref="AddMyceliumPeerCommand"/>
/// <seealso cref="SetMyceliumPeerCommand"/>
/// <seealso cref="RemoveMyceliumPeerCommand"/>
/// <seealso cref="WaitMyceliumPeerCommand"/>
/// <seealso cref="WatchMyceliumPeerCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsCommon.Get, "MyceliumPeer")]
[OutputType(typeof(PeerSnapshot))]
public sealed class GetMyceliumPeerCommand : MyceliumNodesCmdlet
{
    /// <summary>Endpoints of the peers. The wildcards * and ? are allowed; brackets are taken literally. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PeerEndpointCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Endpoint { get; set; } = ["*"];

    /// <summary>Only peers in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PeerState[]? State { get; set; }

    /// <summary>Only peers of these kinds.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PeerKind[]? Kind { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var nodes = new List<string>();
        var peers = new List<PeerSnapshot>();
        ForEachNode(entry =>
        {
            peers.AddRange(Wait(RunningNode(entry).GetPeersAsync));
            nodes.Add(entry.Name);
        });
        if (nodes.Count == 0) { return; }

        Func<PeerSnapshot, bool>[] filters = Filters(Endpoint, endpoint => FilterOf(endpoint, peers, string.Join("', '", nodes)));
        WriteObject(peers.Where(peer => IsWanted(peer) && filters.Any(filter => filter(peer))), enumerateCollection: true);
    }

    // A peer that is named, and not only matched, must be there.
    private static Func<PeerSnapshot, bool> FilterOf(string endpoint, List<PeerSnapshot> peers, string nodes)
    {
        Func<string, bool> filter = PeerEndpoint.Filter(endpoint);
        if (!WildcardText.IsPattern(endpoint)) { _ = PeerEndpoint.Find(peers, PeerEndpoint.Normalize(endpoint), nodes); }

        return peer => filter(peer.Endpoint);
    }

    private bool IsWanted(PeerSnapshot peer) => State?.Contains(peer.State) is not false && Kind?.Contains(peer.Kind) is not false;
}
