using System.Text.Json;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network.Overlays;

/// <summary><c>yggdrasil</c>, as packages leave it but for the MTU.</summary>
internal sealed class YggdrasilOverlay : IOverlay
{
    internal const string OverlayName = "yggdrasil";

    private const string InterfaceName = "ygg0";
    private const string Port = "9701";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => OverlayName;

    public bool CanFormLines => true;

    public async Task<OverlayStart> StartAsync(CandidateNetwork network)
    {
        if (!Requirements.IsInstalled(OverlayName)) { throw new InvalidOperationException("yggdrasil is not installed."); }

        List<ToolProcess> daemons = [];
        for (int i = 0; i < network.Places.Count; i++)
        {
            IEnumerable<string> peers = i == 0 ? [] : [$"tcp://{network.Links[i - 1].FirstAddress}:{Port}"];
            ToolProcess daemon = await StartAsync(network.Places[i], peers);
            await Eventually.HoldsAsync(
                () => daemon.Output.Contains("listener started", StringComparison.Ordinal),
                () => $"yggdrasil listens\n{daemon.Output}",
                Patience);
            daemons.Add(daemon);
        }

        string? address = null;
        await Eventually.HoldsAsync(
            async () => (address = await AddressAsync(network.Places[^1])) is not null,
            () => $"yggdrasil has an address\n{daemons[^1].Output}",
            Patience);
        return new OverlayStart(address!, [.. daemons.Select(daemon => daemon.Id)]);
    }

    private static async Task<ToolProcess> StartAsync(LabNamespace place, IEnumerable<string> peers)
    {
        ToolProcess daemon = place.Start(OverlayName, "-useconf");
        await daemon.Input.WriteLineAsync(JsonSerializer.Serialize(new
        {
            Peers = peers,
            Listen = new[] { $"tcp://0.0.0.0:{Port}" },
            IfName = InterfaceName,
            IfMTU = 1400,
            AdminListen = "none",
            MulticastInterfaces = Array.Empty<string>(),
        }));
        daemon.Input.Close();
        return daemon;
    }

    private static async Task<string?> AddressAsync(LabNamespace place)
    {
        if (!await place.HasInterfaceAsync(InterfaceName)) { return null; }

        string[] words = (await place.IpAsync("-6", "-o", "address", "show", "dev", InterfaceName, "scope", "global")).Split(' ', '/');
        int index = Array.IndexOf(words, "inet6");
        return index < 0 ? null : words[index + 1];
    }
}
