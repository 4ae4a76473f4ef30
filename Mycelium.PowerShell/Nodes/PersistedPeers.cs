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
    /// <see cref="NodeConfigurationFile.Load"/>.</exception>
    internal PersistedPeers(NodeEntry entry)
    {
        _name = entry.Name;
        _path = entry.Options.ConfigurationPath ?? throw new MyceliumException(
            MyceliumErrorId.NoConfigurationFile,
            $"The node '{entry.Name}' was not started from a configuration file.",
            "Write one with Get-MyceliumConfiguration | Export-MyceliumConfiguration, and start the node with -ConfigurationPath.");
        _ = Read();
    }

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
    /// <exception cref="MyceliumException">As <see cref="ConfigurationEditor.ChangeFile"/>.</exception>
    internal void Set(string endpoint, Func<ConfiguredPeer, ConfiguredPeer> change)
    {
        string wanted = PeerEndpoint.Normalize(endpoint);
        IReadOnlyList<ConfiguredPeer> present = Load().GetConfiguredPeers();
        bool isThere = present.Any(peer => PeerEndpoint.Normalize(peer.Endpoint) == wanted);
        IEnumerable<ConfiguredPeer> all = isThere ? present : present.Append(new ConfiguredPeer(wanted));
        ConfiguredPeer[] changed = [.. all.Select(peer => PeerEndpoint.Normalize(peer.Endpoint) == wanted ? change(peer) : peer)];
        if (!changed.SequenceEqual(present)) { Write(changed); }
    }

    /// <summary>Adds an endpoint, if it is not there.</summary>
    /// <exception cref="MyceliumException">As <see cref="ConfigurationEditor.ChangeFile"/>.</exception>
    internal void Add(string endpoint)
    {
        IReadOnlyList<string> peers = Read();
        if (!peers.Any(peer => PeerEndpoint.Normalize(peer) == endpoint)) { Write(peers.Append(endpoint).ToArray()); }
    }

    /// <summary>Takes an endpoint out, if it is there.</summary>
    /// <exception cref="MyceliumException">As <see cref="ConfigurationEditor.ChangeFile"/>.</exception>
    internal void Remove(string endpoint)
    {
        IReadOnlyList<string> peers = Read();
        string[] kept = [.. peers.Where(peer => PeerEndpoint.Normalize(peer) != endpoint)];
        if (kept.Length < peers.Count) { Write(kept); }
    }

    private ConfiguredPeer? Find(string endpoint)
    {
        string wanted = PeerEndpoint.Normalize(endpoint);
        return Load().GetConfiguredPeers().FirstOrDefault(peer => PeerEndpoint.Normalize(peer.Endpoint) == wanted);
    }

    private NodeOptions Load() => NodeConfigurationFile.Load(_path, _name).Options;

    private IReadOnlyList<string> Read() => Load().Peers;

    private void Write(object peers) => ConfigurationEditor.ChangeFile(_path, _name, [new ConfigurationChange(Key, peers)]);
}
