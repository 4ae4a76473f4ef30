namespace Mycelium.Network.Tests.Harness;

/// <summary>A node in a namespace: a <c>Mycelium.Host</c> of its own, with a TUN interface.</summary>
internal sealed class LabNode
{
    private LabNode(NodeAgent agent, string address)
    {
        Agent = agent;
        Address = address;
    }

    internal NodeAgent Agent { get; }

    internal LabNamespace Place => Agent.Place;

    /// <summary>Overlay address.</summary>
    internal string Address { get; }

    /// <summary>Starts a node in a host of its own.</summary>
    internal static async Task<LabNode> StartAsync(LabNamespace place, NodeSetup setup)
    {
        NodeAgent agent = NodeAgent.Start(place);
        await agent.InvokeAsync(setup.StartCommand);
        return new LabNode(agent, await agent.InvokeSingleAsync("(Get-MyceliumNode).Address"));
    }

    /// <summary>Starts a node in each namespace, side by side, in the order given.</summary>
    internal static Task<LabNode[]> StartAllAsync(params IEnumerable<(LabNamespace Place, NodeSetup Setup)> nodes) =>
        Task.WhenAll(nodes.Select(node => StartAsync(node.Place, node.Setup)));

    /// <summary>Waits for a selected route to another node; the network is asked for it, as a packet would.</summary>
    internal async Task WaitForRouteAsync(LabNode target, TimeSpan? limit = null)
    {
        int seconds = (int)(limit ?? Eventually.Limit).TotalSeconds;
        await Agent.InvokeAsync($"Wait-MyceliumRoute {target.Address} -Timeout {seconds} | Out-Null");
    }

    /// <summary>Waits until kernel pings to another node come back, and returns how long that took.</summary>
    internal Task<TimeSpan> WaitForPingAsync(LabNode target, TimeSpan? limit = null) => Eventually.HoldsAsync(
        async () => (await PingAsync(target, 1)).Received == 1, () => $"pings from {Place.Name} to {target.Place.Name} come back", limit);

    /// <summary>One property of the selected route to another node.</summary>
    internal Task<string> RouteAsync(LabNode target, string property) =>
        Agent.InvokeSingleAsync($"({RoutesTo(target, "-State Selected")}).{property}");

    /// <summary>How many routes to another node there are, selected or not.</summary>
    internal Task<long> CountRoutesAsync(LabNode target) => Agent.InvokeNumberAsync($"@({RoutesTo(target)}).Count");

    /// <summary>How many of them packets could take.</summary>
    internal Task<long> CountUsableRoutesAsync(LabNode target) =>
        Agent.InvokeNumberAsync($"@({RoutesTo(target, "-State Selected, Fallback")}).Count");

    /// <summary>What the node has dropped and why, and its routes, for messages.</summary>
    internal async Task<string> DroppedAsync() => string.Join(", ", await Agent.InvokeAsync(
        "(Get-MyceliumStatistic).Dropped.GetEnumerator() | Where-Object Value | ForEach-Object { \"$($_.Key) $($_.Value)\" };"
        + "Get-MyceliumRoute | ForEach-Object { \"$($_.Subnet) $($_.State) $($_.Metric) since $($_.Since.TimeOfDay)\" }"));

    /// <summary>The PowerShell that lists the routes to another node.</summary>
    internal static string RoutesTo(LabNode target, string more = "") =>
        $"Get-MyceliumRoute {more} | Where-Object {{ \"$($_.Address)\" -eq '{target.Address}' }}";

    /// <summary>Kills the host, as a crash does.</summary>
    internal async Task KillAsync()
    {
        Agent.Process.Signal(Posix.Kill);
        await Agent.Process.WaitAsync();
    }

    /// <summary>Pings another node with the kernel's ping.</summary>
    internal Task<KernelPing> PingAsync(LabNode target, int count = 3, double interval = 0.1, params string[] more) =>
        KernelPing.RunAsync(Place, target.Address, count, interval, more);
}
