using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>A test that makes a network of its own, and takes it down whatever happens.</summary>
public abstract class NetworkTest : IAsyncLifetime
{
    private readonly List<NetworkLab> _labs = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (NetworkLab lab in _labs) { await lab.DisposeAsync(); }
    }

    /// <summary>Makes a lab; skips the test, with the reason, where that is not possible.</summary>
    private protected async Task<NetworkLab> LabAsync(params string[] namespaces)
    {
        Skip.If(Requirements.Missing is not null, Requirements.Missing);
        NetworkLab lab = await NetworkLab.CreateAsync(namespaces);
        _labs.Add(lab);
        return lab;
    }

    /// <summary>Three kernel pings come back; if not, the message has what each node on the way has dropped.</summary>
    private protected static async Task AssertPingsAsync(LabNode from, LabNode to, params IEnumerable<LabNode> between)
    {
        KernelPing ping = await from.PingAsync(to);
        if (ping.Received == ping.Sent) { return; }

        LabNode[] all = [from, .. between, to];
        string[] dropped = await Task.WhenAll(all.Select(async node => $"{node.Place.Name}: {await node.DroppedAsync()}"));
        Assert.Fail($"{ping.Output}\n{string.Join('\n', dropped)}");
    }

    /// <summary>Endpoint of a node's listener at an address of the underlay.</summary>
    private protected static string Tcp(string address) =>
        address.Contains(':', StringComparison.Ordinal) ? $"tcp://[{address}]:9651" : $"tcp://{address}:9651";
}
