using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network;

/// <summary>Other tunnels over the same cable, where the machine has them; as their packages leave them, but for the MTU.</summary>
internal static class Competitor
{
    private const string FirstAddress = "fd99::1";
    private const string SecondAddress = "fd99::2";
    private const string FirstPort = "51821";
    private const string SecondPort = "51822";

    /// <summary><c>wireguard-go</c> with the <c>wg</c> tool; null where they are not installed.</summary>
    internal static async Task<Candidate?> TryStartWireGuardAsync(NetworkLab lab, LabLink cable)
    {
        if (!Requirements.IsInstalled("wireguard-go") || !Requirements.IsInstalled("wg")) { return null; }

        string first = (await ToolProcess.RunAsync("wg", ["genkey"])).Expect().Trim();
        string second = (await ToolProcess.RunAsync("wg", ["genkey"])).Expect().Trim();
        ToolProcess atFirst = await StartWireGuardAsync(lab["a"], "wga", first, FirstAddress, FirstPort);
        ToolProcess atSecond = await StartWireGuardAsync(lab["b"], "wgb", second, SecondAddress, SecondPort);
        await JoinAsync(lab["a"], "wga", await PublicKeyAsync(lab, second), SecondAddress, $"{cable.SecondAddress}:{SecondPort}");
        await JoinAsync(lab["b"], "wgb", await PublicKeyAsync(lab, first), FirstAddress, $"{cable.FirstAddress}:{FirstPort}");
        return new Candidate("wireguard-go", lab["a"], lab["b"], SecondAddress, [atFirst, atSecond]);
    }

    /// <summary><c>yggdrasil</c>; null where it is not installed.</summary>
    internal static async Task<Candidate?> TryStartYggdrasilAsync(NetworkLab lab, LabLink cable)
    {
        if (!Requirements.IsInstalled("yggdrasil")) { return null; }

        ToolProcess first = await StartYggdrasilAsync(lab["a"], "yga", "Listen", "tcp://0.0.0.0:9701");
        await first.WaitForOutputAsync("listener started");
        ToolProcess second = await StartYggdrasilAsync(lab["b"], "ygb", "Peers", $"tcp://{cable.FirstAddress}:9701");
        string? address = null;
        await Eventually.HoldsAsync(
            async () => (address = await AddressAsync(lab["b"], "ygb")) is not null
                && (await KernelPing.RunAsync(lab["a"], address, 1)).Received == 1,
            () => $"yggdrasil comes up\n{first.Output}\n{second.Output}");
        return new Candidate("yggdrasil", lab["a"], lab["b"], address!, [first, second]);
    }

    private static async Task<ToolProcess> StartWireGuardAsync(LabNamespace place, string name, string key, string address, string port)
    {
        ToolProcess daemon = place.Start("wireguard-go", "--foreground", name);
        await Eventually.HoldsAsync(() => place.HasInterfaceAsync(name), () => $"{name} exists\n{daemon.Error}");
        string file = place.Lab.PathOf(name);
        await File.WriteAllTextAsync(file, key);
        (await place.RunAsync("wg", "set", name, "private-key", file, "listen-port", port)).Expect();
        await place.IpAsync("-6", "address", "add", $"{address}/64", "dev", name, "nodad");
        await place.IpAsync("link", "set", name, "mtu", "1400", "up");
        return daemon;
    }

    private static async Task JoinAsync(LabNamespace place, string name, string key, string address, string endpoint) =>
        (await place.RunAsync("wg", "set", name, "peer", key, "allowed-ips", address + "/128", "endpoint", endpoint)).Expect();

    private static async Task<string> PublicKeyAsync(NetworkLab lab, string key)
    {
        string file = lab.PathOf("key");
        await File.WriteAllTextAsync(file, key);
        return (await lab["a"].RunAsync("sh", "-c", $"wg pubkey < '{file}'")).Expect().Trim();
    }

    private static async Task<ToolProcess> StartYggdrasilAsync(LabNamespace place, string name, string role, string endpoint)
    {
        ToolProcess daemon = place.Start("yggdrasil", "-useconf");
        await daemon.Input.WriteLineAsync($$"""
            { "{{role}}": ["{{endpoint}}"], "IfName": "{{name}}", "IfMTU": 1400, "AdminListen": "none", "MulticastInterfaces": [] }
            """);
        daemon.Input.Close();
        return daemon;
    }

    private static async Task<string?> AddressAsync(LabNamespace place, string interfaceName)
    {
        if (!await place.HasInterfaceAsync(interfaceName)) { return null; }

        string[] words = (await place.IpAsync("-6", "-o", "address", "show", "dev", interfaceName, "scope", "global")).Split(' ', '/');
        int index = Array.IndexOf(words, "inet6");
        return index < 0 ? null : words[index + 1];
    }
}
