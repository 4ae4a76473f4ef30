using System.Runtime.ExceptionServices;

namespace Mycelium.Network.Tests.Harness;

/// <summary>One network namespace of a lab: a machine of its own, as far as the network goes.</summary>
/// <param name="lab">The lab that removes it.</param>
/// <param name="name">Short name in the lab.</param>
/// <param name="systemName">Name for <c>ip netns</c>.</param>
internal sealed class LabNamespace(NetworkLab lab, string name, string systemName)
{
    internal string Name => name;

    internal string SystemName => systemName;

    internal NetworkLab Lab => lab;

    /// <summary>Runs <c>ip</c> for this namespace and returns its output.</summary>
    internal Task<string> IpAsync(params string[] arguments) => NetworkLab.IpAsync(["-n", systemName, .. arguments]);

    /// <summary>Runs a program in this namespace to its end.</summary>
    internal Task<ToolResult> RunAsync(string program, params IEnumerable<string> arguments) =>
        ToolProcess.RunAsync("ip", Inside(program, arguments));

    /// <summary>Starts a program in this namespace; the lab ends it.</summary>
    internal ToolProcess Start(string program, params IEnumerable<string> arguments) =>
        lab.Own(ToolProcess.Start("ip", Inside(program, arguments)));

    /// <summary>Whether an interface of that name exists.</summary>
    internal async Task<bool> HasInterfaceAsync(string interfaceName) =>
        (await IpAsync("-o", "link")).Contains($": {interfaceName}:", StringComparison.Ordinal);

    /// <summary>
    /// Calls a function on a thread within this namespace. Sockets that it makes stay here whoever uses them later.
    /// </summary>
    internal T Within<T>(Func<T> function)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Posix.EnterNetwork(Path.Combine("/var/run/netns", systemName));
                result = function();
            }
#pragma warning disable CA1031 // It goes on in the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private IEnumerable<string> Inside(string program, IEnumerable<string> arguments) =>
        ["netns", "exec", systemName, program, .. arguments];
}
