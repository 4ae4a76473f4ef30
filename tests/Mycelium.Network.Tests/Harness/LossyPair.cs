namespace Mycelium.Network.Tests.Harness;

/// <summary>Two nodes joined by a <see cref="SlowLink"/> and nothing else.</summary>
internal sealed class LossyPair
{
    private readonly SlowLink _link;
    private string _connected = "";

    private LossyPair(SlowLink link, LabNode first, LabNode second)
    {
        _link = link;
        First = first;
        Second = second;
    }

    internal LabNode First { get; }

    internal LabNode Second { get; }

    /// <summary>How many percent of the packets were lost.</summary>
    internal double LostPercent => 100.0 * _link.LostPackets / (_link.LostPackets + _link.PassedPackets);

    /// <summary>Starts both, and waits until they have routes to each other.</summary>
    internal static async Task<LossyPair> StartAsync(NetworkLab lab, string first, string second, LinkImpairment impairment)
    {
        SlowLink link = lab.ConnectSlowly(first, second, impairment);
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab[first], new NodeSetup { Name = first }),
            (lab[second], new NodeSetup { Name = second, Peers = [$"tcp://[{link.FirstAddress6}]:9651"] }));
        await nodes[0].WaitForRouteAsync(nodes[1]);
        await nodes[1].WaitForRouteAsync(nodes[0]);
        var pair = new LossyPair(link, nodes[0], nodes[1]);
        pair._connected = await pair.ConnectedAsync();
        return pair;
    }

    /// <summary>How often one of the nodes suspected the other, or lost the connection.</summary>
    internal async Task<long> AlarmsAsync()
    {
        const string Suspicions = "(Get-MyceliumPeer | Measure-Object Suspicions -Sum).Sum";
        long suspicions = await First.Agent.InvokeNumberAsync(Suspicions) + await Second.Agent.InvokeNumberAsync(Suspicions);
        return suspicions + (await ConnectedAsync() == _connected ? 0 : 1);
    }

    private async Task<string> ConnectedAsync()
    {
        const string Since = "(Get-MyceliumPeer).ConnectedSince.Ticks";
        return $"{await First.Agent.InvokeSingleAsync(Since)} {await Second.Agent.InvokeSingleAsync(Since)}";
    }
}
