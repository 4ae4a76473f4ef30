using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;

namespace Mycelium.PowerShell.Nodes;

/// <summary>The list of peers in the configuration file that a node was started from.</summary>
internal sealed class PersistedPeers
{
    private const string Key = "peers";

    private readonly string _path;
    private readonly string _name;

    /// <summary>Finds the file and checks it, before anything is changed.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NoConfigurationFile"/>, or as
    /// <see cref="NodeConfigurationFile.Load"/> and <see cref="ConfigurationFileWriter.RequireWritable"/>.</exception>
    internal PersistedPeers(NodeEntry entry)
    {
        _name = entry.Name;
        _path = entry.Options.ConfigurationPath ?? throw NoFile(entry.Name);
        _ = Load();
        ConfigurationFileWriter.RequireWritable(_path);
    }

    /// <summary>The error for a node without a file.</summary>
    /// <param name="node">Its name; null if that is not known either.</param>
    internal static MyceliumException NoFile(string? node) => new(
        MyceliumErrorId.NoConfigurationFile,
        $"The node{(node is null ? string.Empty : $" '{node}'")} was not started from a configuration file.",
        "Write one with Get-MyceliumConfiguration | Export-MyceliumConfiguration, and start the node with -ConfigurationPath.");

    /// <summary>What the file says of an endpoint; if nothing, the endpoint with nothing set for it.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    internal ConfiguredPeer Get(string endpoint) => Find(endpoint) ?? new ConfiguredPeer(endpoint);

    /// <summary>Refuses a peer that the file has no place for: it is not there, and was not given by the user.</summary>
    /// <param name="peers">The peers of the node.</param>
    /// <param name="endpoint">The peer.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/>, <see cref="MyceliumErrorId.PeerNotFound"/>,
    /// <see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    internal void RequirePlace(IReadOnlyList<PeerSnapshot> peers, string endpoint)
    {
        PeerSnapshot peer = PeerEndpoint.Find(peers, PeerEndpoint.Normalize(endpoint), _name);
        if (peer.Kind == PeerKind.Static || Find(endpoint) is not null) { return; }

        throw new MyceliumException(
            MyceliumErrorId.InvalidOption,
            $"The {peer.Kind} peer {peer.Endpoint} of the node '{_name}' is not in the configuration '{_path}', and can't be written there.",
            "Leave -Persist out: only peers that were given by the user have a place in a configuration.");
    }

    /// <summary>Changes what is set for a peer, which is added if it is not there.</summary>
    /// <param name="endpoint">The peer.</param>
    /// <param name="change">Makes what is to be set of what is.</param>
    /// <exception cref="MyceliumException">As <see cref="ConfigurationEditor"/> for a file.</exception>
    internal void Set(string endpoint, Func<ConfiguredPeer, ConfiguredPeer> change)
    {
        string wanted = PeerEndpoint.Normalize(endpoint);
        Change(present =>
        {
            bool isThere = present.Any(peer => PeerEndpoint.Normalize(peer.Endpoint) == wanted);
            IEnumerable<ConfiguredPeer> all = isThere ? present : present.Append(new ConfiguredPeer(wanted));
            return all.Select(peer => PeerEndpoint.Normalize(peer.Endpoint) == wanted ? change(peer) : peer);
        });
    }

    /// <summary>Adds an endpoint, if it is not there.</summary>
    /// <exception cref="MyceliumException">As <see cref="ConfigurationEditor"/> for a file.</exception>
    internal void Add(string endpoint) => Set(endpoint, static peer => peer);

    /// <summary>Takes an endpoint out, if it is there.</summary>
    /// <exception cref="MyceliumException">As <see cref="ConfigurationEditor"/> for a file.</exception>
    internal void Remove(string endpoint) => Change(present => present.Where(peer => PeerEndpoint.Normalize(peer.Endpoint) != endpoint));

    private ConfiguredPeer? Find(string endpoint)
    {
        string wanted = PeerEndpoint.Normalize(endpoint);
        return Load().GetConfiguredPeers().FirstOrDefault(peer => PeerEndpoint.Normalize(peer.Endpoint) == wanted);
    }

    private NodeOptions Load() => NodeConfigurationFile.Load(_path, _name).Options;

    // What is in the file is read and written in one step: others write to it at the same time.
    private void Change(Func<IReadOnlyList<ConfiguredPeer>, IEnumerable<ConfiguredPeer>> change) => ConfigurationEditor.ChangeFile(
        _path,
        _name,
        now =>
        {
            IReadOnlyList<ConfiguredPeer> present = now.Options.GetConfiguredPeers();
            ConfiguredPeer[] changed = [.. change(present)];
            return changed.SequenceEqual(present) ? [] : [new ConfigurationChange(Key, changed)];
        },
        isOnlyNodeMeant: true);
}
