using System.Management.Automation;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Tunnels;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Errors;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Changes keys of a configuration file; its comments, order and layout stay as they are.</summary>
/// <remarks>Only what is given is changed. The file is checked before and after, and replaced in one step; where a change would harm a
/// comment, it is refused. Of several changes at a time none is lost. Running nodes are not changed: start them again.</remarks>
/// <example>
/// <para>Changes the largest packet and the log level.</para>
/// <code>Set-MyceliumConfiguration node.yaml -Mtu 1380 -LogLevel Warning</code>
/// </example>
/// <example>
/// <para>Replaces the peers, and shows what the file says now.</para>
/// <code>Set-MyceliumConfiguration node.yaml -Peer tcp://192.0.2.1:9651, tcp://192.0.2.2:9651 -PassThru</code>
/// </example>
/// <example>
/// <para>Takes keys out of the file, so that their defaults apply.</para>
/// <code>Set-MyceliumConfiguration node.yaml -Reset tunnel.mode, listen</code>
/// </example>
/// <example>
/// <para>Turns local discovery off in all nodes of a file.</para>
/// <code>Get-MyceliumConfiguration node.yaml | Set-MyceliumConfiguration -Discovery $false</code>
/// </example>
/// <seealso cref="GetMyceliumConfigurationCommand"/>
/// <seealso cref="TestMyceliumConfigurationCommand"/>
/// <seealso cref="ExportMyceliumConfigurationCommand"/>
/// <seealso>about_Mycelium_Fleet</seealso>
[Cmdlet(VerbsCommon.Set, "MyceliumConfiguration", SupportsShouldProcess = true)]
[OutputType(typeof(NodeConfiguration))]
public sealed class SetMyceliumConfigurationCommand : MyceliumCmdlet
{
    // The engine's enumerations can't be the types of fields: see StartMyceliumNodeCommand.
    private int _tunnel;
    private int _logLevel;

    private bool _isNameGiven;

    /// <summary>Path of the YAML file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("ConfigurationPath", "FullName")]
    [AllowNull]
    [AllowEmptyString]
    public string? Path { get; set; }

    /// <summary>Name of the node. A name that comes through the pipeline may be another one than in a file of one node.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Node")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConfigurationNodeCompleter))]
    public string? Name { get; set; }

    /// <summary>A new name for the node.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>Key file of the node.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Environment variable with the secret key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyVariable { get; set; }

    /// <summary>Endpoints of peers, in place of those in the file. Those that stay keep what is set for them there.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(DialEndpointCompleter))]
    public string[]? Peer { get; set; }

    /// <summary>Endpoints to listen on, in place of those in the file; an empty list listens nowhere.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ListenEndpointCompleter))]
    public string[]? Listen { get; set; }

    /// <summary>How the node is joined to its host.</summary>
    [Parameter]
    public TunnelMode Tunnel { get => (TunnelMode)_tunnel; set => _tunnel = (int)value; }

    /// <summary>Name of the network interface.</summary>
    [Parameter]
    [Alias("InterfaceAlias")]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    /// <summary>Largest packet in bytes, 1280 to 65000.</summary>
    [Parameter]
    public int Mtu { get; set; }

    /// <summary>Whether peers on the local network are found.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TruthCompleter))]
    public bool Discovery { get; set; }

    /// <summary>UDP port of the discovery beacons.</summary>
    [Parameter]
    public int DiscoveryPort { get; set; }

    /// <summary>Names of the network interfaces that discovery uses.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    public string[]? DiscoveryInterface { get; set; }

    /// <summary>Whether links are probed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TruthCompleter))]
    public bool LinkHealth { get; set; }

    /// <summary>Most inbound connections at a time.</summary>
    [Parameter]
    public int MaximumInboundPeer { get; set; }

    /// <summary>Most subnets known at a time.</summary>
    [Parameter]
    public int MaximumRoute { get; set; }

    /// <summary>Most routes through one peer.</summary>
    [Parameter]
    public int MaximumRoutePerPeer { get; set; }

    /// <summary>Events below this severity are not shown by Mycelium.Host.</summary>
    [Parameter]
    public NodeEventSeverity LogLevel { get => (NodeEventSeverity)_logLevel; set => _logLevel = (int)value; }

    /// <summary>Names of keys that are taken out of the file, such as tunnel.mtu.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConfigurationKeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Reset { get; set; } = [];

    /// <summary>Emits each node as the file says it now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // What comes through the pipeline is not bound yet.
        _isNameGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Name));
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Path)) && string.IsNullOrEmpty(Path))
        {
            ThrowTerminatingError(new MyceliumException(
                MyceliumErrorId.InvalidOption, "The path of the configuration file is empty.", "Name the file with -Path.").ToErrorRecord(Path));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForItem(string.IsNullOrEmpty(Path) ? Name : Path, () => Change(FileOfNode()));

    // A node that was not started from a file comes through the pipeline without one.
    private string FileOfNode() => string.IsNullOrEmpty(Path) ? throw PersistedPeers.NoFile(Name) : FilePath(Path);

    private void Change(string path)
    {
        ConfigurationChange[] changes = [.. Reset.Select(key => new ConfigurationChange(key, null)), .. Given()];
        if (changes.Length == 0 || !ShouldProcess(path, $"Change {string.Join(", ", changes.Select(change => change.Key))}")) { return; }

        NodeConfiguration changed = ConfigurationEditor.ChangeFile(path, NodeName(path), changes, isOnlyNodeMeant: !_isNameGiven);
        if (PassThru) { WriteObject(changed); }
    }

    // The name that a file comes with through the pipeline is its own, not that of a node.
    private string? NodeName(string path) =>
        !_isNameGiven && string.Equals(Name, System.IO.Path.GetFileName(path), StringComparison.OrdinalIgnoreCase) ? null : Name;

    private IEnumerable<ConfigurationChange> Given() =>
        new (string Parameter, string Key, object? Value)[]
        {
            (nameof(NewName), "name", NewName),
            (nameof(KeyPath), "keyFile", KeyPath is null ? null : FilePath(KeyPath)),
            (nameof(KeyVariable), "keyVariable", KeyVariable),
            (nameof(Listen), "listen", Listen),
            (nameof(Peer), "peers", Peer),
            (nameof(Tunnel), "tunnel.mode", Tunnel),
            (nameof(InterfaceName), "tunnel.interface", InterfaceName),
            (nameof(Mtu), "tunnel.mtu", Mtu),
            (nameof(Discovery), "discovery.enabled", Discovery),
            (nameof(DiscoveryPort), "discovery.port", DiscoveryPort),
            (nameof(DiscoveryInterface), "discovery.interfaces", DiscoveryInterface),
            (nameof(LinkHealth), "linkHealth", LinkHealth),
            (nameof(MaximumInboundPeer), "limits.inboundPeers", MaximumInboundPeer),
            (nameof(MaximumRoute), "limits.routes", MaximumRoute),
            (nameof(MaximumRoutePerPeer), "limits.routesPerPeer", MaximumRoutePerPeer),
            (nameof(LogLevel), "logLevel", LogLevel),
        }
        .Where(item => MyInvocation.BoundParameters.ContainsKey(item.Parameter))
        .Select(item => new ConfigurationChange(item.Key, item.Value));
}
