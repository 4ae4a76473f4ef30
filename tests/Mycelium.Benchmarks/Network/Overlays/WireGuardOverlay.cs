using System.Globalization;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network.Overlays;

/// <summary><c>wireguard-go</c> with the <c>wg</c> tool, as packages leave it but for the MTU.</summary>
internal sealed class WireGuardOverlay : IOverlay
{
    internal const string OverlayName = "wireguard-go";

    private const string Port = "51820";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static int _lastInterface;

    private static readonly string[] Addresses = ["fd99::1", "fd99::2"];

    public string Name => OverlayName;

    public bool CanFormLines => false;

    public async Task<OverlayStart> StartAsync(CandidateNetwork network)
    {
        if (!Requirements.IsInstalled("wireguard-go") || !Requirements.IsInstalled("wg"))
        {
            throw new InvalidOperationException("wireguard-go or wg is not installed.");
        }

        string[] names = [NextInterface(), NextInterface()];
        (string firstKey, int first) = await StartAsync(network.Places[0], names[0], Addresses[0]);
        (string secondKey, int second) = await StartAsync(network.Places[1], names[1], Addresses[1]);
        await JoinAsync(network.Places[0], names[0], secondKey, Addresses[1], network.Links[0].SecondAddress);
        await JoinAsync(network.Places[1], names[1], firstKey, Addresses[0], network.Links[0].FirstAddress);
        return new OverlayStart(Addresses[1], [first, second]);
    }

    // The wg tool finds daemons by sockets that are named after the interface, in a folder that all namespaces share.
    private static string NextInterface() =>
        string.Create(CultureInfo.InvariantCulture, $"wg{Environment.ProcessId}n{Interlocked.Increment(ref _lastInterface)}");

    private static async Task<(string PublicKey, int ProcessId)> StartAsync(LabNamespace place, string name, string address)
    {
        ToolProcess daemon = place.Start("wireguard-go", "--foreground", name);
        await Eventually.HoldsAsync(() => place.HasInterfaceAsync(name), () => $"{name} exists\n{daemon.Error}", Patience);
        string file = place.Lab.PathOf(name);
        string key = (await ToolProcess.RunAsync("wg", ["genkey"])).Expect().Trim();
        await File.WriteAllTextAsync(file, key);
        (await place.RunAsync("wg", "set", name, "private-key", file, "listen-port", Port)).Expect();
        await place.IpAsync("-6", "address", "add", $"{address}/64", "dev", name, "nodad");
        await place.IpAsync("link", "set", name, "mtu", "1400", "up");
        return ((await place.RunAsync("sh", "-c", $"wg pubkey < '{file}'")).Expect().Trim(), daemon.Id);
    }

    private static async Task JoinAsync(LabNamespace place, string name, string key, string address, string endpoint) =>
        (await place.RunAsync("wg", "set", name, "peer", key, "allowed-ips", $"{address}/128", "endpoint", $"{endpoint}:{Port}")).Expect();
}
