using System.Globalization;
using System.Net;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>Our node in place of the reference: its key, a TUN interface, a TCP listener; started anew for each scenario.</summary>
public sealed class ConformanceNode : IAsyncLifetime
{
    private NetworkLab? _lab;
    private NodeAgent? _agent;

    internal LabNamespace Place => _lab!["node"];

    internal NodeAgent Agent => _agent!;

    public async Task InitializeAsync()
    {
        if (Requirements.Missing is not null) { return; }

        _lab = await NetworkLab.CreateAsync("node");
        string key = _lab.PathOf("node.key");
        await File.WriteAllBytesAsync(key, Transcript.NodeSecretKey);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _agent = NodeAgent.Start(Place);
    }

    public async Task DisposeAsync()
    {
        if (_lab is not null) { await _lab.DisposeAsync(); }
    }

    /// <summary>Starts a fresh node and returns where it listens. Over IPv4, as recorded: the link cost depends on it.</summary>
    /// <param name="more">More parameters of the start.</param>
    internal async Task<IPEndPoint> RestartAsync(string more = "")
    {
        Skip.If(Requirements.Missing is not null, Requirements.Missing);
        await Agent.InvokeAsync("Get-MyceliumNode | Stop-MyceliumNode");
        await Agent.InvokeAsync(new NodeSetup { KeyPath = _lab!.PathOf("node.key"), Listen = ["tcp://[::]:0"] }.StartCommand + $" {more}");
        string listen = await Agent.InvokeSingleAsync("(Get-MyceliumNode).Listen");
        int port = int.Parse(listen[(listen.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        return new IPEndPoint(IPAddress.Loopback, port);
    }
}
