using System.Globalization;

namespace Mycelium.Network.Tests.Harness;

/// <summary>How a node of a lab is started.</summary>
internal sealed record NodeSetup
{
    internal string Name { get; init; } = "mycelium";

    /// <summary>Key file; null: a new identity.</summary>
    internal string? KeyPath { get; init; }

    internal IReadOnlyList<string> Peers { get; init; } = [];

    internal IReadOnlyList<string> Listen { get; init; } = ["tcp://[::]:9651"];

    internal string Tunnel { get; init; } = "Tun";

    internal string InterfaceName { get; init; } = "mycelium";

    internal int Mtu { get; init; } = 1400;

    internal bool Discovery { get; init; }

    internal bool LinkHealth { get; init; } = true;

    /// <summary>The PowerShell that starts the node.</summary>
    internal string StartCommand => string.Join(' ', Parts());

    private IEnumerable<string> Parts()
    {
        yield return $"Start-MyceliumNode -Name {Name} -Tunnel {Tunnel} -InterfaceName {InterfaceName}";
        yield return string.Create(CultureInfo.InvariantCulture, $"-Mtu {Mtu}");
        yield return Discovery ? "" : "-NoDiscovery";
        yield return LinkHealth ? "" : "-NoLinkHealth";
        yield return Listen.Count == 0 ? "-NoListen" : $"-Listen {List(Listen)}";
        if (Peers.Count > 0) { yield return $"-Peer {List(Peers)}"; }

        if (KeyPath is not null) { yield return $"-KeyPath '{KeyPath}'"; }
    }

    private static string List(IEnumerable<string> items) => string.Join(',', items.Select(item => $"'{item}'"));
}
