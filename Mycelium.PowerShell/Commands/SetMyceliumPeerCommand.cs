using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Sets what the link to a peer costs, and whether the peer is used at all.</summary>
/// <remarks>
/// <para>The cost of a link is measured: its round trip time in milliseconds and a small part for the kind of underlay. -Cost sets it, so
/// that a link is preferred or avoided; it is announced to nobody, but the metric of each route through the peer contains it.</para>
/// <para>A peer that is disabled is disconnected at once, and shown as Disabled until it is enabled. The other node can still connect to
/// this one, and is then an Inbound peer. What is set lasts until the peer is removed or the node stops; Restart-MyceliumNode keeps it.</para>
/// <para>-Persist writes it into the entry of the peer in the configuration file, too, which becomes a mapping such as
/// { endpoint: "tcp://192.0.2.1:9651", cost: 5000, enabled: false }; what has its default is not written.</para>
/// </remarks>
/// <example>
/// <para>Makes a peer the last resort, and shows the metric of the routes through it.</para>
/// <code>
/// Get-MyceliumPeer -Node alpha -Kind Static | Set-MyceliumPeer -Cost 5000
/// Get-MyceliumRoute -Node alpha | ForEach-Object { "$($_.Subnet) through $($_.NextHop): $($_.Metric)" }
/// </code>
/// </example>
/// <example>
/// <para>Disconnects all peers that were given by the user for a while, and connects them again.</para>
/// <code>
/// Get-MyceliumPeer -Node alpha -Kind Static | Set-MyceliumPeer -Enabled $false
/// Get-MyceliumPeer -Node alpha -State Disabled | Set-MyceliumPeer -Enabled $true -PassThru | Wait-MyceliumPeer
/// </code>
/// </example>
/// <example>
/// <para>Lets the costs of all links be measured again.</para>
/// <code>Get-MyceliumPeer -Node alpha | Where-Object FixedCost | Set-MyceliumPeer -AutomaticCost</code>
/// </example>
/// <example>
/// <para>Disables a peer also in the configuration file that the node was started from, so that the next start does not dial it.</para>
/// <code>
/// $gateway = Start-MyceliumNode -ConfigurationPath node.yaml -Name gateway
/// Add-MyceliumPeer tcp://127.0.0.1:9 -Node gateway -Persist
/// Set-MyceliumPeer tcp://127.0.0.1:9 -Node gateway -Enabled $false -Cost 5000 -Persist
/// (Get-MyceliumConfiguration node.yaml).PeerSettings
/// </code>
/// </example>
/// <seealso cref="GetMyceliumPeerCommand"/>
/// <seealso cref="AddMyceliumPeerCommand"/>
/// <seealso cref="RemoveMyceliumPeerCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsCommon.Set, "MyceliumPeer", SupportsShouldProcess = true)]
[OutputType(typeof(PeerSnapshot))]
public sealed class SetMyceliumPeerCommand : MyceliumNodeCmdlet
{
    /// <summary>Endpoints as Get-MyceliumPeer shows them, such as tcp://[2001:db8::1]:9651. The wildcards * and ? are allowed; brackets are
    /// taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PeerEndpointCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Endpoint { get; set; } = [];

    /// <summary>Cost of the link, 1 to 65534; a link with a round trip of 20 milliseconds costs about 35.</summary>
    // Neither this nor Enabled is taken from the pipeline: a peer that is piped in has both, but they are what it has already.
    [Parameter]
    [ValidateRange(1, 65_534)]
    public int? Cost { get; set; }

    /// <summary>Takes the measured cost again.</summary>
    [Parameter]
    public SwitchParameter AutomaticCost { get; set; }

    /// <summary>Whether the peer is dialled and kept connected.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TruthCompleter))]
    public bool? Enabled { get; set; }

    /// <summary>Writes what is set also into the configuration file that the node was started from.</summary>
    [Parameter]
    public SwitchParameter Persist { get; set; }

    /// <summary>Emits each peer as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string endpoint in Endpoint) { ForEachPeer(endpoint, Set); }
    }

    private void Set(string endpoint)
    {
        bool setsCost = Cost is not null || AutomaticCost;
        string? mistake = Cost is not null && AutomaticCost ? "-Cost and -AutomaticCost exclude each other."
            : !setsCost && Enabled is null ? "Nothing is to be set."
            : null;
        if (mistake is not null)
        {
            throw new MyceliumException(MyceliumErrorId.InvalidOption, mistake, "Give -Enabled, or one of -Cost and -AutomaticCost, or both.");
        }

        MyceliumNode node = SelectedNode;
        if (!ShouldProcess(endpoint, $"Set peer of node {node.Name}: {Describe()}")) { return; }

        PersistedPeers? file = Persist ? new PersistedPeers(SelectedEntry) : null;
        file?.RequirePlace(Wait(node.GetPeersAsync), endpoint);
        PeerSnapshot? peer = null;
        if (Enabled is { } enabled) { peer = Wait(token => node.SetPeerEnabledAsync(endpoint, enabled, token)); }

        if (setsCost) { peer = Wait(token => node.SetPeerCostAsync(endpoint, Cost, token)); }

        file?.Set(endpoint, now => now with { Cost = setsCost ? Cost : now.Cost, Enabled = Enabled ?? now.Enabled });
        if (PassThru) { WriteObject(peer); }
    }

    private string Describe()
    {
        string? enabled = Enabled switch { true => "enabled", false => "disabled", null => null };
        string? cost = Cost is { } known ? $"cost {known}" : AutomaticCost ? "measured cost" : null;
        return string.Join(", ", new[] { enabled, cost }.OfType<string>());
    }
}
