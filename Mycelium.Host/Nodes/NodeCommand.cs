using Mycelium.Engine;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Host.Hosting;

namespace Mycelium.Host.Nodes;

/// <summary>Runs the nodes of a configuration file until a signal stops them or one fails.</summary>
internal static class NodeCommand
{
    /// <summary>Starts the nodes, says where they are reachable, and waits. Their events go to <paramref name="error"/>.</summary>
    /// <param name="path">The configuration file.</param>
    /// <param name="output">Takes the addresses and the listeners, once all nodes are up.</param>
    /// <param name="error">Takes events and errors.</param>
    /// <returns>One of <see cref="ExitCode"/>; 0 after a signal.</returns>
    internal static async Task<int> RunAsync(string path, TextWriter output, TextWriter error)
    {
        using var stop = new CancellationTokenSource();
        using var signals = new ShutdownSignals(stop.Cancel);
        var nodes = new List<MyceliumNode>();
        try
        {
            IReadOnlyList<NodeConfiguration> configurations = NodeConfigurationFile.LoadAll(path);
            foreach (NodeConfiguration configuration in configurations)
            {
                var log = new EventLog(error, configuration.LogLevel);
                NodeOptions options = configuration.Options with { EventRaised = log.Write };
                nodes.Add(await MyceliumNode.StartAsync(options, stop.Token).ConfigureAwait(false));
            }

            foreach (MyceliumNode node in nodes) { Announce(await node.GetSnapshotAsync(stop.Token).ConfigureAwait(false), output); }

            return await WaitAsync(nodes, error, stop.Token).ConfigureAwait(false);
        }
        catch (MyceliumException exception)
        {
            return Report(exception, error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.StopAsync())).ConfigureAwait(false);
        }
    }

    private static void Announce(NodeSnapshot node, TextWriter output)
    {
        string tunnel = node.InterfaceName is null ? "" : $" {node.InterfaceName}";
        output.WriteLine($"node     {node.Name}");
        output.WriteLine($"address  {node.Address}");
        output.WriteLine($"subnet   {node.Subnet}");
        output.WriteLine($"key      {node.PublicKey}");
        output.WriteLine($"tunnel   {node.Tunnel}{tunnel}");
        foreach (string endpoint in node.Listen) { output.WriteLine($"listen   {endpoint}"); }

        output.Flush();
    }

    // The first node that ends by itself ends all: who supervises the process starts them again together.
    private static async Task<int> WaitAsync(List<MyceliumNode> nodes, TextWriter error, CancellationToken stop)
    {
        try
        {
            await Task.WhenAny(nodes.Select(node => node.Completion)).WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success;
        }

        if (nodes.Find(node => node.State == NodeState.Failed) is not { } failed) { return ExitCode.Success; }

        NodeSnapshot last = await failed.GetSnapshotAsync(CancellationToken.None).ConfigureAwait(false);
        error.WriteLine($"{nameof(MyceliumErrorId.NodeFailed)}: {last.Failure}");
        return ExitCode.Failure;
    }

    private static int Report(MyceliumException exception, TextWriter error)
    {
        error.WriteLine($"{exception.ErrorId}: {exception.Message}");
        if (exception.RecommendedAction.Length > 0) { error.WriteLine(exception.RecommendedAction); }

        return exception.ErrorId is MyceliumErrorId.ConfigurationNotFound or MyceliumErrorId.InvalidConfiguration
            or MyceliumErrorId.InvalidOption or MyceliumErrorId.InvalidEndpoint
            ? ExitCode.Configuration
            : ExitCode.Unavailable;
    }
}
