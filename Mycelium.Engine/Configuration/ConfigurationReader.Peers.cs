using YamlDotNet.RepresentationModel;

namespace Mycelium.Engine.Configuration;

/// <content>Peers: endpoints, or mappings with what is set for them.</content>
internal sealed partial class ConfigurationReader
{
    private List<ConfiguredPeer>? ReadPeers(ConfigurationKey key, YamlNode node)
    {
        if (Items(key, node) is not { } items) { return null; }

        var peers = new List<ConfiguredPeer>();
        var places = new Dictionary<string, (YamlNode Node, ConfiguredPeer Peer)>(StringComparer.Ordinal);
        foreach (YamlNode item in items)
        {
            if (ReadPeer(key, item) is not { } peer) { continue; }

            peers.Add(peer);
            if (places.TryAdd(peer.Identity, (item, peer))) { continue; }

            // The same endpoint twice is harmless as long as both say the same.
            (YamlNode first, ConfiguredPeer other) = places[peer.Identity];
            if ((other.Cost, other.Enabled) != (peer.Cost, peer.Enabled))
            {
                Note(item, $"The peer '{peer.Endpoint}' is in line {first.Start.Line} already, with another cost, or enabled otherwise.");
            }
        }

        return peers;
    }

    private ConfiguredPeer? ReadPeer(ConfigurationKey key, YamlNode item)
    {
        if (item is not YamlMappingNode mapping) { return Scalar(key, item, key.CheckNamed) is { } text ? new ConfiguredPeer(text) : null; }

        string? endpoint = null;
        int? cost = null;
        bool enabled = true;
        bool hasEndpoint = false;
        foreach ((YamlNode name, YamlNode value) in mapping.Children)
        {
            switch (NameOf(name))
            {
                case ConfigurationDescription.PeerEndpointKey:
                    hasEndpoint = true;
                    endpoint = Scalar(key, value, key.CheckNamed);
                    break;
                case ConfigurationDescription.PeerCostKey:
                    cost = (int?)ReadValue(Part(key, name, ConfigurationValueKind.Integer), value);
                    break;
                case ConfigurationDescription.PeerEnabledKey:
                    enabled = ReadValue(Part(key, name, ConfigurationValueKind.Boolean), value) is not false;
                    break;
                default:
                    Note(name, UnknownKey(NameOf(name), ConfigurationDescription.PeerKeys.Keys));
                    break;
            }
        }

        if (!hasEndpoint) { Note(item, $"A peer needs '{ConfigurationDescription.PeerEndpointKey}'."); }

        return endpoint is null ? null : new ConfiguredPeer(endpoint, cost, enabled);
    }

    private static ConfigurationKey Part(ConfigurationKey key, YamlNode name, ConfigurationValueKind kind) =>
        key with { Path = $"{key.Path}.{NameOf(name)}", Kind = kind };
}
