using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.Loader;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;
using YamlDotNet.Serialization;

namespace Mycelium.PowerShell.Tests.Loading;

public sealed class EngineLoadContextTests : IDisposable
{
    private const string Configuration = "listen: []\ntunnel: { mode: none }\ndiscovery: { enabled: false }\nname: fromfile\n";

    private readonly ModuleSession _session = new();

    [Fact]
    public void A_session_with_another_version_of_a_dependency_keeps_it_and_the_module_uses_its_own()
    {
        var before = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>("a: 1");
        File.WriteAllText(Path.Combine(_session.Folder, "node.yaml"), Configuration);

        PSObject node = _session.Run("Start-MyceliumNode -ConfigurationPath node.yaml").Single;

        var after = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>("b: 2");
        Assert.Equal("fromfile", node.Properties["Name"].Value);
        Assert.Equal(("1", "2"), (before["a"], after["b"]));
        Assert.Equal(16, typeof(DeserializerBuilder).Assembly.GetName().Version!.Major);
        Assert.Equal(
            [("Default", 16), ("Mycelium", 18)],
            LoadedVersions("YamlDotNet"));
    }

    [Fact]
    public void The_engine_and_its_dependencies_are_in_a_context_of_their_own()
    {
        _ = _session.Run("New-MyceliumIdentity a.key").Objects;

        Assert.All(
            ["Mycelium.Engine", "NSec.Cryptography", "BouncyCastle.Cryptography"],
            name => Assert.Equal(["Mycelium"], LoadedVersions(name).Select(item => item.Item1)));
        Assert.Equal(["Default"], LoadedVersions("Mycelium.PowerShell").Select(item => item.Item1));
    }

    [Fact]
    public void The_native_library_is_the_module_s()
    {
        _ = _session.Run("New-MyceliumIdentity a.key").Objects;

        // The context loads by absolute paths below deps/ only; what it has a handle of is from there.
        Assembly module = ((Type)_session.Run("(Get-Command Get-MyceliumNode).ImplementingType").Single.BaseObject).Assembly;
        Type type = module.GetType("Mycelium.PowerShell.Loading.EngineLoadContext", throwOnError: true)!;
        AssemblyLoadContext context = AssemblyLoadContext.All.Single(item => item.GetType() == type);
        FieldInfo handles = type.GetField("_nativeLibraries", BindingFlags.Instance | BindingFlags.NonPublic)!;
        Assert.NotEqual(nint.Zero, ((Dictionary<string, nint>)handles.GetValue(context)!)["libsodium"]);
    }

    [Theory]
    [InlineData("Mycelium.Engine.Management.NodeSnapshot")]
    [InlineData("Mycelium.Engine.Management.PeerSnapshot")]
    [InlineData("Mycelium.Engine.Management.RouteSnapshot")]
    [InlineData("Mycelium.Engine.DataPlane.EchoResult")]
    [InlineData("Mycelium.Engine.Errors.MyceliumException")]
    [InlineData("Mycelium.PowerShell.ConnectionSummary")]
    [InlineData("Mycelium.PowerShell.MyceliumIdentity")]
    public void A_script_can_name_the_types_of_what_it_gets(string type)
    {
        Assert.Equal(type, _session.Run($"[{type}].FullName").Single.ToString());
        Assert.Equal("given", _session.Run($"function f([{type}] $item) {{ 'given' }}; f $null").Single.ToString());
    }

    [Fact]
    public void A_script_can_catch_the_engine_s_exception_by_its_type() =>
        Assert.Equal(
            "NoNodeRunning",
            _session.Run("""
                try { Get-MyceliumPeer -ErrorAction Stop }
                catch [Mycelium.Engine.Errors.MyceliumException] { $_.Exception.ErrorId }
                """).Single.ToString());

    [Fact]
    public void Other_assemblies_are_not_answered_for_in_the_default_context() =>
        Assert.Throws<FileNotFoundException>(() =>
            AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("NSec.Cryptography")));

    [Fact]
    public void Runspaces_import_the_module_at_the_same_time()
    {
        string[] counts = new string[8];
        Exception?[] failures = new Exception?[counts.Length];
        Thread[] threads = [.. Enumerable.Range(0, counts.Length).Select(i => new Thread(() => counts[i] = Import(ref failures[i])))];
        foreach (Thread thread in threads) { thread.Start(); }

        foreach (Thread thread in threads) { thread.Join(); }

        Assert.All(failures, Assert.Null);
        Assert.All(counts, count => Assert.Equal($"{CommandNames.All.Length}", count));
    }

    public void Dispose() => _session.Dispose();

    private static string Import(ref Exception? failure)
    {
        try
        {
            using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
            runspace.Open();
            using var shell = System.Management.Automation.PowerShell.Create(runspace);
            shell.AddScript($"Import-Module '{TestPaths.Manifest}'; (Get-Command -Module Mycelium).Count");
            return shell.Invoke().Single().ToString();
        }
#pragma warning disable CA1031 // The test reports whatever it was.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
            return string.Empty;
        }
    }

    private static (string, int)[] LoadedVersions(string name) =>
    [
        .. AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name == name)
            .Select(assembly => (AssemblyLoadContext.GetLoadContext(assembly)!.Name!, assembly.GetName().Version!.Major))
            .Order(),
    ];
}
