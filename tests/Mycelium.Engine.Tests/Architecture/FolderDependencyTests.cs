using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Xunit;

namespace Mycelium.Engine.Tests.Architecture;

/// <summary>Which folder of the engine may use which, and what the router must do without.</summary>
public sealed class FolderDependencyTests
{
    private const string Root = "Mycelium.Engine";

    private static readonly ArchUnitNET.Domain.Architecture Engine = new ArchLoader().LoadAssemblies(typeof(MyceliumNode).Assembly).Build();

    // From the top down: what each folder may use directly. Errors serves all. Options speak of tunnels, endpoints and how
    // grave an event must be to be logged, so Configuration uses the types that stand for these.
    private static readonly (string Folder, string[] MayUse)[] Layers =
    [
        ("Deployment", ["Configuration"]),
        ("Topology", ["Configuration", "Management"]),
        ("Configuration", ["Management", "Tunnels", "Transports", "Identity"]),
        ("Management", ["Messaging", "DataPlane", "Tunnels", "Peering", "Transports", "Routing", "Wire", "Cryptography", "Identity"]),
        ("Messaging", ["DataPlane", "Wire"]),
        ("DataPlane", ["Tunnels", "Peering", "Routing", "Cryptography", "Wire"]),
        ("Tunnels", ["Wire"]),
        ("Peering", ["Transports", "Wire"]),
        ("Transports", ["Identity"]),
        ("Routing", ["Wire", "Identity"]),
        ("Wire", ["Identity"]),
        ("Identity", ["Cryptography"]),
        ("Cryptography", []),
        ("Errors", []),
    ];

    private static readonly string[] NotForTheRouter =
    [
        "System.Net.Sockets.", "System.Threading.", "System.IO.", "System.Console", "System.Random", "System.TimeProvider",
        "System.DateTime", "System.Diagnostics.Stopwatch", "System.Security.Cryptography.", "Microsoft.Extensions.",
    ];

    public static TheoryData<string> Folders => [.. Layers.Select(layer => layer.Folder)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_is_below_it(string folder)
    {
        HashSet<string> allowed = [folder, "Errors"];
        AddWithAllBelow(Layers.Single(layer => layer.Folder == folder).MayUse, allowed);

        IEnumerable<string> broken = DependenciesOf(folder)
            .Where(dependency => FolderOf(dependency.Target) is { } used && !allowed.Contains(used))
            .Select(Text);

        Assert.Empty(broken.Distinct());
    }

    [Fact]
    public void An_arrow_only_points_down_the_list()
    {
        List<string> order = [.. Layers.Select(layer => layer.Folder)];

        Assert.All(Layers, layer => Assert.All(layer.MayUse, used => Assert.True(order.IndexOf(used) > order.IndexOf(layer.Folder), used)));
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_list()
    {
        IEnumerable<string> folders = Engine.Types.Select(FolderOf).OfType<string>().Where(folder => folder.Length > 0).Distinct();

        Assert.Empty(folders.Except(Layers.Select(layer => layer.Folder)));
    }

    [Fact]
    public void The_check_sees_the_dependencies_that_there_are()
    {
        Assert.Contains(DependenciesOf("Routing"), dependency => FolderOf(dependency.Target) == "Wire");
        Assert.Contains(DependenciesOf("DataPlane"), dependency => FolderOf(dependency.Target) == "Cryptography");
        Assert.Contains(
            DependenciesOf("DataPlane"), dependency => Name(dependency.Target).StartsWith("System.Threading.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_router_knows_no_socket_thread_clock_task_log_or_random_source()
    {
        IEnumerable<string> broken = DependenciesOf("Routing")
            .Where(dependency => NotForTheRouter.Any(name => Name(dependency.Target).StartsWith(name, StringComparison.Ordinal)))
            .Select(Text);

        Assert.Empty(broken.Distinct());
    }

    [Fact]
    public void The_engine_knows_no_PowerShell()
    {
        IEnumerable<string> used = Engine.Types.SelectMany(type => type.Dependencies).Select(dependency => Name(dependency.Target));

        Assert.DoesNotContain(used, name => name.StartsWith("System.Management.Automation", StringComparison.Ordinal));
        Assert.DoesNotContain(
            typeof(MyceliumNode).Assembly.GetReferencedAssemblies(),
            assembly => assembly.Name!.Contains("Automation", StringComparison.Ordinal));
    }

    private static IEnumerable<ITypeDependency> DependenciesOf(string folder) =>
        Engine.Types.Where(type => FolderOf(type) == folder).SelectMany(type => type.Dependencies);

    private static void AddWithAllBelow(IEnumerable<string> folders, HashSet<string> all)
    {
        foreach (string folder in folders)
        {
            if (all.Add(folder)) { AddWithAllBelow(Layers.Single(layer => layer.Folder == folder).MayUse, all); }
        }
    }

    // Empty for the root, null for what is not of the engine.
    private static string? FolderOf(IType type)
    {
        string name = Name(type);
        if (!name.StartsWith(Root + ".", StringComparison.Ordinal)) { return null; }

        string[] parts = name[(Root.Length + 1)..].Split('.', '+', '/');
        return parts.Length > 1 && char.IsUpper(parts[0][0]) && name.Count(character => character == '.') > 2 ? parts[0] : "";
    }

    private static string Name(IType type) => type.FullName;

    private static string Text(ITypeDependency dependency) => $"{dependency.Origin.FullName} uses {dependency.Target.FullName}";
}
