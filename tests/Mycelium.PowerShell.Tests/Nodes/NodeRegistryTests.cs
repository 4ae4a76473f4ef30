using System.Collections;
using System.Management.Automation;
using System.Reflection;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Nodes;

public sealed class NodeRegistryTests : IDisposable
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ModuleSession _session = new();

    [Fact]
    public void A_failed_node_is_shown_with_its_reason_until_it_is_stopped()
    {
        _ = _session.Run($"Start-MyceliumNode alpha {ModuleSession.Listening}").Objects;
        Fail("alpha", "broken invariant");

        PSObject node = _session.Run("Get-MyceliumNode").Single;
        Assert.Equal("Failed", node.Properties["State"].Value.ToString());
        Assert.Contains("broken invariant", (string)node.Properties["Failure"].Value, StringComparison.Ordinal);
        Assert.Equal(["NodeFailed"], _session.Run("Get-MyceliumPeer -Node alpha").ErrorIds);
        Assert.Equal(["NoNodeRunning"], _session.Run("Get-MyceliumPeer").ErrorIds);

        _ = _session.Run("Stop-MyceliumNode alpha").Objects;
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
    }

    [Fact]
    public void A_failed_node_makes_place_for_one_with_its_name_and_key()
    {
        _ = _session.Run($"Start-MyceliumNode alpha -KeyPath a.key {ModuleSession.Listening}").Objects;
        Fail("alpha", "broken invariant");

        PSObject node = _session.Run($"Start-MyceliumNode alpha -KeyPath a.key {ModuleSession.Listening}").Single;

        Assert.Equal("Running", node.Properties["State"].Value.ToString());
        Assert.Equal("Running", _session.Run("(Get-MyceliumNode).State").Single.ToString());
    }

    [Fact]
    public void Waiting_for_the_end_of_a_node_that_fails_is_an_error_with_the_reason()
    {
        _ = _session.Run($"Start-MyceliumNode alpha {ModuleSession.Listening}").Objects;
        Fail("alpha", "broken invariant");

        ErrorRecord error = Assert.Single(_session.Run("Wait-MyceliumNode alpha").Errors);

        Assert.StartsWith("NodeFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("broken invariant", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_is_stopped_at_any_moment_leaves_a_whole_node_or_none()
    {
        string probe = $"(Start-MyceliumNode probe -Listen {ModuleSession.QuietListener} {ModuleSession.Quiet}).Listen; Stop-MyceliumNode";
        string endpoint = _session.Run(probe).Single.ToString();
        string start = $"Start-MyceliumNode alpha -Listen {endpoint} {ModuleSession.Quiet}";
        for (int spins = 1; spins < 1 << 20; spins *= 4)
        {
            using System.Management.Automation.PowerShell shell = _session.CreateShell(start);
            IAsyncResult running = shell.BeginInvoke();
            Thread.SpinWait(spins);
            Assert.True(shell.BeginStop(null, null).AsyncWaitHandle.WaitOne(Limit), "The start went on.");
            Assert.True(running.AsyncWaitHandle.WaitOne(Limit));

            // A whole node can be stopped; where there is none, name and port are free.
            _ = _session.Run("Get-MyceliumNode | Stop-MyceliumNode").Objects;
            Assert.Equal("alpha", _session.Run($"{start}; Stop-MyceliumNode").Single.ToString());
        }
    }

    [Fact]
    public void Of_several_starts_with_one_name_at_the_same_time_one_succeeds()
    {
        string start = $"Import-Module '{TestPaths.Manifest}'; Start-MyceliumNode alpha {ModuleSession.Listening}";

        SessionResult result = _session.Run($"1..4 | ForEach-Object -Parallel {{ {start} }}");

        Assert.Equal("alpha", Assert.Single(result.Output).ToString());
        Assert.Equal(["NodeNameInUse", "NodeNameInUse", "NodeNameInUse"], result.ErrorIds);
        Assert.Single(_session.Run("Get-MyceliumNode").Objects);
    }

    public void Dispose() => _session.Dispose();

    // As if the packet loop of the node had met a fault of its own.
    private void Fail(string name, string reason)
    {
        Assembly module = ((Type)_session.Run("(Get-Command Get-MyceliumNode).ImplementingType").Single.BaseObject).Assembly;
        Type registryType = module.GetType("Mycelium.PowerShell.Nodes.NodeRegistry", throwOnError: true)!;
        object registry = registryType.GetProperty("Shared", Hidden)!.GetValue(null)!;
        var entries = (IEnumerable)registryType.GetMethod("List", Hidden)!.Invoke(registry, null)!;
        object node = entries.Cast<object>().Select(entry => Value(entry, "Node")).Single(item => (string)Value(item, "Name") == name);
        object control = node.GetType().GetField("_control", Hidden)!.GetValue(node)!;
        Type events = node.GetType().Assembly.GetType("Mycelium.Engine.DataPlane.IPacketLoopEvents", throwOnError: true)!;
        events.GetMethod("Failed")!.Invoke(control, [new InvalidOperationException(reason)]);
        Assert.True(((Task)Value(node, "Completion")).Wait(Limit));
    }

    private static object Value(object item, string property) => item.GetType().GetProperty(property, Hidden)!.GetValue(item)!;
}
