using System.Management.Automation;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Adds peers that the node connects to, and stays connected with.</summary>
/// <remarks>Returns at once; Wait-MyceliumPeer waits until the connection is up. A peer that can't be reached is tried again and again,
/// with growing pauses, until it is removed.</remarks>
/// <example>
/// <para>Adds a peer and waits until it is connected.</para>
/// <code>
/// $beta = Get-MyceliumNode beta
/// $gamma = Start-MyceliumNode gamma -Listen tcp://127.0.0.1:0 -Tunnel Userspace -NoDiscovery
/// Add-MyceliumPeer $gamma.Listen -Node beta -PassThru | Wait-MyceliumPeer
/// </code>
/// </example>
/// <example>
/// <para>Adds the peers of a table with a column Endpoint; a column Node, if there is one, names the node.</para>
/// <code>Import-Csv peers.csv | Add-MyceliumPeer -Node alpha</code>
/// </example>
/// <example>
/// <para>Adds a peer to a node and to the configuration file that the node was started from.</para>
/// <code>
/// $gateway = Start-MyceliumNode -ConfigurationPath node.yaml -Name gateway
/// Add-MyceliumPeer tcp://127.0.0.1:9 -Node gateway -Persist
/// </code>
/// </example>
/// <seealso cref="GetMyceliumPeerCommand"/>
/// <seealso cref="WaitMyceliumPeerCommand"/>
/// <seealso cref="SetMyceliumPeerCommand"/>
/// <seealso cref="RemoveMyceliumPeerCommand"/>
/// <seealso cref="TestMyceliumPeerCommand"/>
/// <seealso cref="FindMyceliumPeerCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsCommon.Add, "MyceliumPeer", SupportsShouldProcess = true)]
[OutputType(typeof(PeerSnapshot))]
public sealed class AddMyceliumPeerCommand : MyceliumNodeCmdlet
{
    /// <summary>Endpoints of the peers, such as tcp://192.0.2.1:9651, tcp://[2001:db8::1]:9651 or tcp://node.example:9651.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DialEndpointCompleter))]
    public string[] Endpoint { get; set; } = [];

    /// <summary>Writes the peers also into the configuration file that the node was started from. One that is there already stays as it is
    /// written, and gets the cost that is set for it there; one that is disabled there is not dialled.</summary>
    [Parameter]
    public SwitchParameter Persist { get; set; }

    /// <summary>Emits each peer as it was added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string endpoint in Endpoint) { ForItem(endpoint, () => Add(endpoint)); }
    }

    private void Add(string endpoint)
    {
        Engine.MyceliumNode node = SelectedNode;
        _ = PeerEndpoint.Parse(endpoint);
        if (!ShouldProcess(endpoint, $"Add peer to node {node.Name}")) { return; }

        PersistedPeers? file = Persist ? new PersistedPeers(SelectedEntry) : null;
        ConfiguredPeer peer = file?.Get(endpoint) ?? new ConfiguredPeer(endpoint);
        PeerSnapshot added = Wait(token => node.AddPeerAsync(peer, token));
        file?.Add(added.Endpoint);
        if (PassThru) { WriteObject(added); }
    }
}
