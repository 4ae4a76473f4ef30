using System.Management.Automation;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Tunnels;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <content>What the options of a node are made of.</content>
public sealed partial class StartMyceliumNodeCommand
{
    private HashSet<string> _named = [];

    /// <summary>What the node is started with: a configuration of Get-MyceliumConfiguration, a node that was stopped, or a configuration file
    /// as Get-ChildItem shows it. Parameters have precedence. Of other objects the properties are taken.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _named = [.. MyInvocation.BoundParameters.Keys];

    private IEnumerable<NodeOptions> BuildOptions()
    {
        NodeOptions[] given = Given();
        Exclude(NoListen && Listen is { Length: > 0 }, nameof(Listen), nameof(NoListen));
        Exclude(TemporaryIdentity && KeyPath is not null, nameof(KeyPath), nameof(TemporaryIdentity));
        return given.Select(WithParameters);
    }

    // What only some properties of an object say would lose the rest of it.
    private NodeOptions[] Given()
    {
        switch (InputObject is PSObject { BaseObject: var inner } ? inner : InputObject)
        {
            case NodeConfiguration configuration:
                KeepOnlyNamed();
                return [configuration.Options];
            case NodeSnapshot snapshot when NodeRegistry.Shared.OptionsOf(snapshot) is { } options:
                KeepOnlyNamed();
                return [options];
            case FileInfo file:
                KeepOnlyNamed();
                return Load(file.FullName);
            case string text:
                throw Refused($"'{text}' is no node, configuration or file.", $"Name the node with -Name, the file with -{nameof(ConfigurationPath)}.");
            default:
                Name = NotEmpty(Name, nameof(Name));
                KeyPath = NotEmpty(KeyPath, nameof(KeyPath));
                ConfigurationPath = NotEmpty(ConfigurationPath, nameof(ConfigurationPath));
                Peer = WithoutEmptyCell(Peer, nameof(Peer));
                Listen = WithoutEmptyCell(Listen, nameof(Listen));
                return ConfigurationPath is { } path
                    ? Load(FilePath(path))
                    : [new NodeOptions { KeyPath = Name is null ? KeyFile.DefaultPath : null }];
        }
    }

    private NodeOptions[] Load(string path) =>
        [.. (Name is null ? NodeConfigurationFile.LoadAll(path) : [NodeConfigurationFile.Load(path, Name)]).Select(node => node.Options)];

    private void KeepOnlyNamed()
    {
        Exclude(_named.Contains(nameof(ConfigurationPath)), nameof(ConfigurationPath), nameof(InputObject));
        ConfigurationPath = null;
        Name = IfNamed(Name, nameof(Name));
        KeyPath = IfNamed(KeyPath, nameof(KeyPath));
        Peer = IfNamed(Peer, nameof(Peer));
        Listen = IfNamed(Listen, nameof(Listen));
    }

    private T? IfNamed<T>(T? value, string parameter)
        where T : class => _named.Contains(parameter) ? value : null;

    // An object of the pipeline may have the property and nothing in it; a variable on the command line that is empty is a mistake.
    private string? NotEmpty(string? value, string parameter) => !string.IsNullOrEmpty(value) ? value
        : !_named.Contains(parameter) ? null
        : throw Refused($"-{parameter} is empty.", "Give it a value, or leave the parameter out.");

    private string[]? WithoutEmptyCell(string[]? values, string parameter) =>
        values is [null or ""] && !_named.Contains(parameter) ? null : values;

    private static void Exclude(bool areBoth, string one, string other)
    {
        if (areBoth) { throw Refused($"-{one} and -{other} exclude each other.", "Leave one of them out."); }
    }

    private static MyceliumException Refused(string message, string action) => new(MyceliumErrorId.InvalidOption, message, action);

    private NodeOptions WithParameters(NodeOptions options) => options with
    {
        Name = Name ?? options.Name,
        KeyPath = TemporaryIdentity ? null : KeyPath is null ? options.KeyPath : FilePath(KeyPath),
        KeyVariable = KeyPath is null && !TemporaryIdentity ? options.KeyVariable : null,
        Peers = Peer ?? options.Peers,
        PeerSettings = Peer is null ? options.PeerSettings : [],
        Listen = NoListen ? [] : Listen ?? options.Listen,
        Tunnel = _tunnel is { } tunnel ? (TunnelMode)tunnel : options.Tunnel,
        InterfaceName = InterfaceName ?? options.InterfaceName,
        Mtu = Mtu ?? options.Mtu,
        Discovery = !NoDiscovery && options.Discovery,
        DiscoveryPort = DiscoveryPort ?? options.DiscoveryPort,
        DiscoveryInterfaces = DiscoveryInterface ?? options.DiscoveryInterfaces,
        LinkHealth = !NoLinkHealth && options.LinkHealth,
        MaximumInboundPeers = MaximumInboundPeer ?? options.MaximumInboundPeers,
    };
}
