using Mycelium.Engine.Configuration;
using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;

namespace Mycelium.Engine;

/// <summary>Runs the nodes of a configuration file as a process of their own does: until a signal or the service manager stops them.</summary>
public static class NodeService
{
    /// <summary>Exit code: a running node failed.</summary>
    public const int Failed = 1;

    /// <summary>Exit code: a node could not be started, since a port, key file or interface can't be had (EX_UNAVAILABLE of sysexits.h).</summary>
    public const int Unavailable = 69;

    /// <summary>Exit code: the configuration can't be read or has mistakes (EX_CONFIG of sysexits.h).</summary>
    public const int InvalidConfiguration = 78;

    /// <summary>
    /// Runs to the end, on this thread. Stops at SIGINT, at SIGTERM, or when Windows stops the service that this process is. Addresses go
    /// to the standard output, events and errors to the standard error; a service of Windows writes both to a file beside the configuration, one
    /// of launchd to a file that its definition names.
    /// </summary>
    /// <param name="configurationPath">The configuration file.</param>
    /// <returns>0 after an orderly stop, or one of the exit codes.</returns>
    public static int Run(string configurationPath)
    {
        int? exitCode = null;
        if (OperatingSystem.IsWindows())
        {
            exitCode = new WindowsServiceProcess(new ServiceControlInterop())
                .Run((name, ready, stop) => RunWithLog(configurationPath, LogBeside(configurationPath, name), ready, stop));
        }

        string? log = Environment.GetEnvironmentVariable(ServiceLog.Variable);
        return exitCode ?? (string.IsNullOrEmpty(log)
            ? RunAsync(configurationPath, Console.Out, Console.Error).GetAwaiter().GetResult()
            : RunWithLog(configurationPath, log, static () => { }, CancellationToken.None));
    }

    /// <summary>Starts the nodes, says where they are reachable, and waits.</summary>
    /// <param name="configurationPath">The configuration file.</param>
    /// <param name="output">Takes the addresses and the listeners, once all nodes are up.</param>
    /// <param name="error">Takes events and errors.</param>
    /// <param name="cancellationToken">Stops the nodes, as a signal does.</param>
    /// <returns>0 after an orderly stop, or one of the exit codes.</returns>
    public static Task<int> RunAsync(
        string configurationPath, TextWriter output, TextWriter error, CancellationToken cancellationToken = default) =>
        RunAsync(configurationPath, output, error, static () => { }, cancellationToken);

    /// <summary>Runs as a service that has no console.</summary>
    internal static int RunWithLog(string configurationPath, string logPath, Action ready, CancellationToken stop)
    {
        using TextWriter log = TextWriter.Synchronized(new ServiceLog(logPath));
        return RunAsync(configurationPath, log, log, ready, stop).GetAwaiter().GetResult();
    }

    private static string LogBeside(string configurationPath, string name) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(configurationPath))!, $"{name}.log");

    private static async Task<int> RunAsync(string path, TextWriter output, TextWriter error, Action ready, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = new ShutdownSignals(stop.Cancel);
        var nodes = new List<MyceliumNode>();
        string? starting = null;
        try
        {
            foreach (NodeConfiguration configuration in NodeConfigurationFile.LoadAll(path))
            {
                starting = configuration.Options.Name;
                var log = new EventWriter(error, configuration.LogLevel);
                NodeOptions options = configuration.Options with { EventRaised = log.Write };
                nodes.Add(await MyceliumNode.StartAsync(options, stop.Token).ConfigureAwait(false));
            }

            starting = null;
            foreach (MyceliumNode node in nodes) { Announce(await node.GetSnapshotAsync(stop.Token).ConfigureAwait(false), output); }

            ready();
            ServiceNotifier.Send(ServiceNotifier.Ready);
            return await WaitAsync(nodes, error, stop.Token).ConfigureAwait(false);
        }
        catch (MyceliumException exception)
        {
            return Report(exception, starting, error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            ServiceNotifier.Send(ServiceNotifier.Stopping);
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
            return 0;
        }

        if (nodes.Find(node => node.State == NodeState.Failed) is not { } failed) { return 0; }

        NodeSnapshot last = await failed.GetSnapshotAsync(CancellationToken.None).ConfigureAwait(false);
        error.WriteLine($"{nameof(MyceliumErrorId.NodeFailed)}: The node '{last.Name}' has failed: {last.Failure}");
        return Failed;
    }

    private static int Report(MyceliumException exception, string? node, TextWriter error)
    {
        string which = node is null ? string.Empty : $"The node '{node}' could not be started. ";
        error.WriteLine($"{exception.ErrorId}: {which}{exception.Message}");
        if (exception.RecommendedAction.Length > 0) { error.WriteLine(exception.RecommendedAction); }

        return exception.ErrorId is MyceliumErrorId.ConfigurationNotFound or MyceliumErrorId.InvalidConfiguration
            or MyceliumErrorId.InvalidOption or MyceliumErrorId.InvalidEndpoint
            ? InvalidConfiguration
            : Unavailable;
    }
}
