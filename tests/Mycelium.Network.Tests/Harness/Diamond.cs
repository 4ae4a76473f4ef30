using System.Diagnostics;

namespace Mycelium.Network.Tests.Harness;

/// <summary>A - B - D and A - C - D: two ways from A to D. B and C dial A; D dials B and C.</summary>
internal sealed class Diamond
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly NetworkLab _lab;
    private readonly LabLink[] _links;
    private readonly bool _watchesLinks;

    private Diamond(NetworkLab lab, LabLink[] links, bool watchesLinks)
    {
        _lab = lab;
        _links = links;
        _watchesLinks = watchesLinks;
    }

    internal LabNode A { get; private set; } = null!;

    internal LabNode B { get; private set; } = null!;

    internal LabNode C { get; private set; } = null!;

    internal LabNode D { get; private set; } = null!;

    internal IReadOnlyList<LabNode> Nodes => [A, B, C, D];

    /// <summary>Names of the namespaces that the lab needs.</summary>
    internal static string[] Names { get; } = ["a", "b", "c", "d"];

    /// <summary>Starts the nodes, and waits until both ways are known at both ends.</summary>
    internal static async Task<Diamond> StartAsync(NetworkLab lab, bool watchesLinks = true)
    {
        LabLink[] links =
        [
            await lab.ConnectAsync("a", "b"),
            await lab.ConnectAsync("a", "c"),
            await lab.ConnectAsync("b", "d"),
            await lab.ConnectAsync("c", "d"),
        ];
        var diamond = new Diamond(lab, links, watchesLinks);
        LabNode[] first = await Task.WhenAll(diamond.StartNodeAsync("a"), diamond.StartNodeAsync("b"), diamond.StartNodeAsync("c"));
        (diamond.A, diamond.B, diamond.C) = (first[0], first[1], first[2]);
        foreach (LabNode middle in first[1..]) { await middle.WaitForRouteAsync(first[0]); }

        // Last, so that both ways carry its announcement to A.
        diamond.D = await diamond.StartNodeAsync("d");
        await diamond.WaitUntilBothWaysWorkAsync();
        return diamond;
    }

    /// <summary>Which of B and C the packets from A to D go to.</summary>
    internal async Task<LabNode> NodeInPathAsync()
    {
        string endpoint = await A.RouteAsync(D, "NextHop");
        string address = await A.Agent.InvokeSingleAsync($"(Get-MyceliumPeer | Where-Object Endpoint -eq '{endpoint}').Address");
        return address == B.Address ? B : address == C.Address ? C : throw new InvalidDataException($"{endpoint} is {address}.");
    }

    /// <summary>The links of B or C: the one to A and the one to D.</summary>
    internal (LabLink Near, LabLink Far) LinksOf(LabNode middle) => middle == B ? (_links[0], _links[2]) : (_links[1], _links[3]);

    /// <summary>Starts B or C again after its process ended.</summary>
    internal async Task RestartAsync(LabNode middle)
    {
        if (middle == B) { B = await StartNodeAsync("b"); } else { C = await StartNodeAsync("c"); }
    }

    /// <summary>
    /// Waits until nobody suspects anybody and A and D reach each other; a while longer for two routes at both ends, which costs that differ
    /// much can forbid (RFC 8966 section 3.5.1): then the other way is asked for when it is needed.
    /// </summary>
    internal async Task WaitUntilBothWaysWorkAsync()
    {
        const string IsQuiet = "@(Get-MyceliumPeer -State Alive | Where-Object IsSuspect -eq $false).Count -eq 2";
        foreach (LabNode node in Nodes) { await node.Agent.WaitUntilAsync(IsQuiet); }

        await A.WaitForPingAsync(D);
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < Patience && (await A.CountUsableRoutesAsync(D) < 2 || await D.CountUsableRoutesAsync(A) < 2))
        {
            await A.PingAsync(D, 3, 0.2);
        }

        await A.WaitForRouteAsync(D);
        await D.WaitForRouteAsync(A);
    }

    private Task<LabNode> StartNodeAsync(string name) => LabNode.StartAsync(
        _lab[name],
        new NodeSetup
        {
            Name = name,
            LinkHealth = _watchesLinks,
            KeyPath = _lab.PathOf($"{name}.key"),
            Peers = name switch
            {
                "b" => [Tcp(_links[0].FirstAddress)],
                "c" => [Tcp(_links[1].FirstAddress)],
                "d" => [Tcp(_links[2].FirstAddress), Tcp(_links[3].FirstAddress)],
                _ => [],
            },
        });

    private static string Tcp(string address) => $"tcp://{address}:9651";
}
