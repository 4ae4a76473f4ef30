using System.Management.Automation;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Management;
using Mycelium.Engine.Tunnels;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Starts a node of the overlay network in this process.</summary>
/// <remarks>
/// <para>The node runs until Stop-MyceliumNode, until the module is removed, or until the process ends. Several nodes can run in one
/// process, each with its own name and key; all runspaces of the process see them.</para>
/// <para>A node that is given no name, no key and no file is this user's node: its key is made at the first start and kept in the platform's
/// place (~/.local/share/mycelium on Linux), so that the address stays. A node with a name and without -KeyPath has a new identity, and so
/// a new address, at each start; -TemporaryIdentity wants that, too. With -ConfigurationPath a YAML file gives the options; what is given
/// as a parameter has precedence over the file, and logLevel is for Mycelium.Host only.</para>
/// <para>Without the right to create a network interface the node works in userspace, and a warning says why: it answers pings and
/// can ping, and forwards for others, but the programs of this machine can't use it.</para>
/// <para>No node is contacted but those that are given, and those of the local network that discovery finds. -PublicNetwork joins the public
/// network: it measures the nodes of the list that comes with the module and connects to the best few, of different regions where they
/// are near enough.</para>
/// </remarks>
/// <example runs="false">
/// <para>Starts a node with all defaults: keeps its identity, listens on TCP port 9651, finds peers on the local network, and makes a network
/// interface where it may.</para>
/// <code>Start-MyceliumNode</code>
/// </example>
/// <example runs="false">
/// <para>Joins the public network, and waits until the first peer is connected.</para>
/// <code>Start-MyceliumNode -PublicNetwork -Wait</code>
/// </example>
/// <example>
/// <para>Measures the nodes of an own list, and connects to the best two.</para>
/// <code>Start-MyceliumNode joined -PeerList peers.csv -PeerCount 2 -NoListen -Tunnel Userspace -NoDiscovery -WarningAction SilentlyContinue</code>
/// </example>
/// <example>
/// <para>Starts two nodes and connects the second to the first; no rights are needed.</para>
/// <code>
/// $first = Start-MyceliumNode -Name first -Listen tcp://127.0.0.1:0 -Tunnel Userspace -NoDiscovery
/// Start-MyceliumNode -Name second -Peer $first.Listen -NoListen -Tunnel Userspace -NoDiscovery
/// </code>
/// </example>
/// <example>
/// <para>Makes an identity, keeps it in a file, and starts a node that has it.</para>
/// <code>New-MyceliumIdentity -Path home.key | Start-MyceliumNode -Name home -NoListen -Tunnel None -NoDiscovery</code>
/// </example>
/// <example>
/// <para>Starts a node from a configuration file, under another name.</para>
/// <code>Start-MyceliumNode -ConfigurationPath node.yaml -Name gateway</code>
/// </example>
/// <example>
/// <para>Starts a node that was stopped with all that it had, but another MTU.</para>
/// <code>Stop-MyceliumNode alpha -PassThru | Start-MyceliumNode -Mtu 1380</code>
/// </example>
/// <seealso cref="GetMyceliumNodeCommand"/>
/// <seealso cref="StopMyceliumNodeCommand"/>
/// <seealso cref="RestartMyceliumNodeCommand"/>
/// <seealso cref="WaitMyceliumNodeCommand"/>
/// <seealso cref="NewMyceliumIdentityCommand"/>
/// <seealso cref="ExportMyceliumConfigurationCommand"/>
/// <seealso cref="RegisterMyceliumServiceCommand"/>
/// <seealso>about_Mycelium</seealso>
/// <seealso>about_Mycelium_Security</seealso>
[Cmdlet(VerbsLifecycle.Start, "MyceliumNode", SupportsShouldProcess = true)]
[OutputType(typeof(NodeSnapshot))]
public sealed partial class StartMyceliumNodeCommand : MyceliumCmdlet
{
    // The engine's enumeration can't be the type of a field: PowerShell lays out this class before the module can say where the engine is.
    private int? _tunnel;

    /// <summary>Name of the node, unique in the process: 1 to 64 letters, digits, dots, hyphens, underscores. Default: mycelium.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ConfigurationNodeCompleter))]
    public string? Name { get; set; }

    /// <summary>Key file of the node: 32 raw bytes. It is made, with its folder, for their owner only, if it does not exist.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Path")]
    [AllowNull]
    [AllowEmptyString]
    public string? KeyPath { get; set; }

    /// <summary>Makes an identity that is forgotten when the node stops, where one would be kept otherwise.</summary>
    [Parameter]
    public SwitchParameter TemporaryIdentity { get; set; }

    /// <summary>Endpoints of peers to connect to and to stay connected with, such as tcp://192.0.2.1:9651.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(DialEndpointCompleter))]
    public string[]? Peer { get; set; }

    /// <summary>Endpoints to listen on; port 0 takes any free one. Default: tcp://[::]:9651.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ListenEndpointCompleter))]
    public string[]? Listen { get; set; }

    /// <summary>Listens nowhere: the node connects to others only.</summary>
    [Parameter]
    public SwitchParameter NoListen { get; set; }

    /// <summary>How the node is joined to its host: Tun needs administrative rights, Userspace does not, None only forwards for others.
    /// Auto, the default, takes Tun where it can and otherwise Userspace.</summary>
    [Parameter]
    public TunnelMode Tunnel { get => (TunnelMode)_tunnel.GetValueOrDefault(); set => _tunnel = (int)value; }

    /// <summary>Name of the network interface. Default: mycelium.</summary>
    [Parameter]
    [Alias("InterfaceAlias")]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    /// <summary>Largest packet in bytes, 1280 to 65000. Default: 1400.</summary>
    [Parameter]
    public int? Mtu { get; set; }

    /// <summary>Does not look for peers on the local network.</summary>
    [Parameter]
    public SwitchParameter NoDiscovery { get; set; }

    /// <summary>UDP port of the discovery beacons, the same on all nodes of the local network. Default: 9650.</summary>
    [Parameter]
    public int? DiscoveryPort { get; set; }

    /// <summary>Names of the network interfaces that discovery uses. Default: all that qualify.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    public string[]? DiscoveryInterface { get; set; }

    /// <summary>Does not watch its links: a connection that is cut without a sign is then left after 43 to 53 seconds, not in about one,
    /// and only one Hello every 20 seconds is sent over it. Peers need not know.</summary>
    [Parameter]
    public SwitchParameter NoLinkHealth { get; set; }

    /// <summary>Most inbound connections at a time. Default: 256.</summary>
    [Parameter]
    public int? MaximumInboundPeer { get; set; }

    /// <summary>YAML file with the options of the node, or of several, which are all started; -Name then takes one of them. Relative paths in
    /// it are relative to its folder.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? ConfigurationPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForItem(ConfigurationPath ?? Name ?? KeyPath, Start);

    private void Start()
    {
        foreach (NodeOptions options in BuildOptions()) { ForItem(options.Name, () => Start(options)); }
    }

    private void Start(NodeOptions options)
    {
        options.Validate();
        if (!ShouldProcess(options.Name, "Start node")) { return; }

        WriteVerbose(options switch
        {
            { KeyPath: { } path } => $"The identity is kept in {path}.",
            { KeyVariable: { } variable } => $"The identity is in the environment variable {variable}.",
            _ => "The identity is not kept: give -KeyPath to have the same address next time.",
        });
        NodeOptions joined = WithPublicPeers(options);
        var progress = new WaitProgress($"Starting node '{options.Name}'");
        NodeSnapshot snapshot = Wait(token => NodeRegistry.Shared.StartAsync(joined, token), progress);
        foreach (string warning in snapshot.Warnings) { Warn(snapshot.Name, warning); }

        WriteObject(Wait ? WaitForPeer(snapshot.Name) : snapshot);
    }

    // With -WarningAction Stop a warning ends the command: then the node must not go on either. Ctrl+C ends a -Wait, but not the node.
    private void Warn(string node, string text)
    {
        try
        {
            WriteWarning(text);
        }
        catch when (!Wait || !Stopping)
        {
            Wait(_ => NodeRegistry.Shared.StopAsync(NodeRegistry.Shared.Select(node)));
            throw;
        }
    }
}
