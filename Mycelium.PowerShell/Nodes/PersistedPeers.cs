using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;

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

    /// <summary>Adds an endpoint, if it is not there.</summary>
    /// <exception cref="MyceliumException">As <see cref="ConfigurationEditor.ChangeFile"/>.</exception>
    internal void Add(string endpoint)
    {
        IReadOnlyList<string> peers = Read();
        if (!peers.Any(peer => PeerEndpoint.Normalize(peer) == endpoint)) { Write([.. peers, endpoint]); }
    }

    /// <summary>Takes an endpoint out, if it is there.</summary>
    /// <exception cref="MyceliumException">As <see cref="ConfigurationEditor.ChangeFile"/>.</exception>
    internal void Remove(string endpoint)
    {
        IReadOnlyList<string> peers = Read();
        string[] kept = [.. peers.Where(peer => PeerEndpoint.Normalize(peer) != endpoint)];
        if (kept.Length < peers.Count) { Write(kept); }
    }

    private IReadOnlyList<string> Read() => NodeConfigurationFile.Load(_path, _name).Peers;

    private void Write(string[] peers) => ConfigurationEditor.ChangeFile(_path, _name, [new ConfigurationChange(Key, peers)]);
}
