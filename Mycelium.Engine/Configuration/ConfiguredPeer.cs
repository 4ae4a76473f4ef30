using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Configuration;

/// <summary>A static peer as a configuration says it: an endpoint, and what is set for it.</summary>
/// <param name="Endpoint">What is dialled.</param>
/// <param name="Cost">Cost of the link, <see cref="MinimumCost"/> to <see cref="MaximumCost"/>; null takes what is measured.</param>
/// <param name="Enabled">Whether it is dialled and kept connected.</param>
public sealed record ConfiguredPeer(string Endpoint, int? Cost = null, bool Enabled = true)
{
    /// <summary>Least cost that can be set for a peer.</summary>
    public const int MinimumCost = 1;

    /// <summary>Largest cost that can be set for a peer.</summary>
    public const int MaximumCost = ushort.MaxValue - 1;

    /// <summary>Whether anything is set, so that the endpoint alone does not say all.</summary>
    internal bool HasSettings => Cost is not null || !Enabled;

    /// <summary>The endpoint as the peer table writes it; two texts for one endpoint have one. What is no endpoint stays as it is.</summary>
    internal string Identity => IdentityOf(Endpoint);

    /// <summary>The endpoint and what is set, as a configuration has it.</summary>
    public override string ToString() => YamlText.Item(this);

    /// <summary>Gives each endpoint what is set for it.</summary>
    /// <param name="endpoints">The endpoints, in their order.</param>
    /// <param name="settings">What is set; for other endpoints it is passed over.</param>
    internal static ConfiguredPeer[] Join(IReadOnlyList<string> endpoints, IReadOnlyList<ConfiguredPeer> settings)
    {
        if (settings.Count == 0) { return [.. endpoints.Select(endpoint => new ConfiguredPeer(endpoint))]; }

        var known = new Dictionary<string, ConfiguredPeer>(StringComparer.Ordinal);
        foreach (ConfiguredPeer setting in settings) { known.TryAdd(setting.Identity, setting); }

        return
        [
            .. endpoints.Select(endpoint => known.TryGetValue(IdentityOf(endpoint), out ConfiguredPeer? setting)
                ? setting with { Endpoint = endpoint }
                : new ConfiguredPeer(endpoint)),
        ];
    }

    private static string IdentityOf(string text) => NodeOptionsValidator.CheckPeer(text, out Endpoint endpoint) is null ? endpoint.ToString() : text;
}
