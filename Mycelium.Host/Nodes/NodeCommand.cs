using Mycelium.Engine;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Host.Hosting;

namespace Mycelium.Host.Nodes;

/// <summary>Runs the node of a configuration file until a signal stops it or it fails.</summary>
internal static class NodeCommand
{
    /// <summary>Starts the node, says where it is reachable, and waits. Its events go to <paramref name="error"/>.</summary>
    /// <param name="path">The configuration file.</param>
    /// <param name="output">Takes the address and the listeners, once the node is up.</param>
    /// <param name="error">Takes events and errors.</param>
    /// <returns>One of <see cref="ExitCode"/>; 0 after a signal.</returns>
    internal static async Task<int> RunAsync(string path, TextWriter output, TextWriter error)
    {
        using var stop = new CancellationTokenSource();
        using var signals = new ShutdownSignals(stop.Cancel);
        try
        {
            NodeConfiguration configuration = NodeConfigurationFile.Load(path);
            var log = new EventLog(error, configuration.LogLevel);
            NodeOptions options = configuration.Options with { EventRaised = log.Write };
            await using MyceliumNode node = await MyceliumNode.StartAsync(options, stop.Token).ConfigureAwait(false);
            Announce(await node.GetSnapshotAsync(stop.Token).ConfigureAwait(false), output);
            return await WaitAsync(node, error, stop.Token).ConfigureAwait(false);
        }
        catch (MyceliumException exception)
        {
            return Report(exception, error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success;
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

    private static async Task<int> WaitAsync(MyceliumNode node, TextWriter error, CancellationToken stop)
    {
        try
        {
            await node.Completion.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await node.StopAsync().ConfigureAwait(false);
            return ExitCode.Success;
        }

        if (node.State != NodeState.Failed) { return ExitCode.Success; }

        NodeSnapshot last = await node.GetSnapshotAsync(CancellationToken.None).ConfigureAwait(false);
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
