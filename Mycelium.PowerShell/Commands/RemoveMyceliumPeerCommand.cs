using System.Management.Automation;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Disconnects peers and stops dialling them.</summary>
/// <remarks>A peer that connected by itself, or that was found on the local network, can come back.</remarks>
/// <example>
/// <para>Removes the peers that are not connected.</para>
/// <code>Get-MyceliumPeer -Node alpha | Where-Object State -eq Dead | Remove-MyceliumPeer</code>
/// </example>
/// <example>
/// <para>Removes all peers that were given by the user, and shows them.</para>
/// <code>Get-MyceliumPeer -Node alpha -Kind Static | Remove-MyceliumPeer -PassThru</code>
/// </example>
/// <example>
/// <para>Removes a peer from a node and from the configuration file that the node was started from.</para>
/// <code>
/// $gateway = Start-MyceliumNode -ConfigurationPath node.yaml -Name gateway
/// Add-MyceliumPeer tcp://127.0.0.1:9 -Node gateway -Persist
/// Remove-MyceliumPeer tcp://127.0.0.1:9 -Node gateway -Persist
/// </code>
/// </example>
/// <seealso cref="GetMyceliumPeerCommand"/>
/// <seealso cref="AddMyceliumPeerCommand"/>
/// <seealso cref="SetMyceliumPeerCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsCommon.Remove, "MyceliumPeer", SupportsShouldProcess = true)]
[OutputType(typeof(PeerSnapshot))]
public sealed class RemoveMyceliumPeerCommand : MyceliumNodeCmdlet
{
    /// <summary>Endpoints as Get-MyceliumPeer shows them, such as tcp://[2001:db8::1]:9651. The wildcards * and ? are allowed; brackets are
    /// taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PeerEndpointCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Endpoint { get; set; } = [];

    /// <summary>Takes the peers also out of the configuration file that the node was started from.</summary>
    [Parameter]
    public SwitchParameter Persist { get; set; }

    /// <summary>Emits the last state of each removed peer.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string endpoint in Endpoint) { ForEachPeer(endpoint, Remove); }
    }

    private void Remove(string endpoint)
    {
        Engine.MyceliumNode node = SelectedNode;
        if (!ShouldProcess(endpoint, $"Remove peer from node {node.Name}")) { return; }

        PersistedPeers? file = Persist ? new PersistedPeers(SelectedEntry) : null;
        PeerSnapshot removed = Wait(token => node.RemovePeerAsync(endpoint, token));
        file?.Remove(removed.Endpoint);
        if (PassThru) { WriteObject(removed); }
    }
}
