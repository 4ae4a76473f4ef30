namespace Mycelium.Host.Tests.Packaging;

public sealed class PackageTests(PackageFixture package) : IClassFixture<PackageFixture>, IDisposable
{
    private const int GalleryLimit = 10_000_000;
    private const int TagLimit = 4000;

    private static readonly string[] RuntimeIds =
    [
        "linux-arm", "linux-arm64", "linux-musl-arm", "linux-musl-arm64", "linux-musl-x64", "linux-x64",
        "osx-arm64", "osx-x64", "win-arm64", "win-x64", "win-x86",
    ];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_package_is_small_enough_and_has_what_is_needed_and_nothing_else()
    {
        string[] expected =
        [
            "CHANGELOG.md",
            "Invoke-Service.ps1",
            "LICENSE",
            "Mycelium.Deployment.format.ps1xml",
            "Mycelium.Observation.format.ps1xml",
            "Mycelium.PowerShell.dll",
            "Mycelium.Topology.format.ps1xml",
            "Mycelium.Wide.format.ps1xml",
            "Mycelium.format.ps1xml",
            "Mycelium.psd1",
            "Mycelium.types.ps1xml",
            "THIRD-PARTY-NOTICES.txt",
            "deps/BouncyCastle.Cryptography.dll",
            "deps/HdrHistogram.dll",
            "deps/Mycelium.Engine.dll",
            "deps/NSec.Cryptography.dll",
            "deps/Tomlyn.dll",
            "deps/YamlDotNet.dll",
            .. RuntimeIds.Select(LibraryPath),
            "dsc/Mycelium.Dsc.File.ps1",
            "dsc/Mycelium.Dsc.Input.ps1",
            "dsc/Mycelium.Dsc.Node.ps1",
            "dsc/Mycelium.Dsc.Peer.ps1",
            "dsc/Mycelium.Dsc.ps1",
            "dsc/MyceliumNode.dsc.resource.json",
            "dsc/MyceliumPeer.dsc.resource.json",
            "en-US/Mycelium.PowerShell.dll-Help.xml",
            "en-US/about_Mycelium.help.txt",
            "en-US/about_Mycelium_Fleet.help.txt",
            "en-US/about_Mycelium_Routing.help.txt",
            "en-US/about_Mycelium_Security.help.txt",
            "mycelium.schema.json",
            "public-peers.csv",
        ];

        Assert.Equal(expected.Order(StringComparer.Ordinal), package.ReadNames().Order(StringComparer.Ordinal));
        Assert.InRange(new FileInfo(package.Path).Length, 1, GalleryLimit);
    }

    [Fact]
    public void What_is_packed_is_what_was_staged()
    {
        string staged = Path.Combine(HostProcess.RepositoryRoot, "out", "Mycelium");

        Assert.All(package.ReadNames(), name => Assert.Equal(File.ReadAllBytes(Path.Combine(staged, name)), package.Read(name)));
    }

    [Fact]
    public void Every_native_library_is_for_the_system_and_the_processor_of_its_folder() =>
        Assert.All(RuntimeIds, id => Assert.Contains(id, NativeImage.RuntimeIds(package.Read(LibraryPath(id)))));

    [Fact]
    public void The_package_says_what_the_manifest_says()
    {
        string manifest = Path.Combine(HostProcess.RepositoryRoot, "Mycelium.psd1");
        string words = TestSession.Run($$"""
            $module = Test-ModuleManifest '{{package.Install(_folder.Path)}}/Mycelium.psd1'
            $module.Name; $module.Author; $module.Description; $module.Copyright; $module.ReleaseNotes
            $cmdlets = $module.ExportedCmdlets.Keys | ForEach-Object { "PSCmdlet_$_", "PSCommand_$_" }
            (@('PSModule') + $module.Tags + @('PSIncludes_Cmdlet') + $cmdlets) -join ' '
            """);

        string[] named = ["id", "authors", "description", "copyright", "releaseNotes", "tags"];
        string[] packed = [.. named.Select(package.Metadata)];
        Assert.Equal(words.TrimEnd('\n').Split('\n').SkipLast(1), packed.SkipLast(1));
        Assert.Equal(Tags(words.TrimEnd('\n').Split('\n')[^1]), Tags(packed[^1]));
        Assert.InRange(packed[^1].Length, 1, TagLimit);
        Assert.Equal("Apache-2.0", package.Metadata("license"));
        Assert.Equal(File.ReadAllBytes(manifest), package.Read("Mycelium.psd1"));
    }

    [Fact]
    public void The_same_sources_give_the_same_bytes() =>
        Assert.Equal(File.ReadAllBytes(package.Path), File.ReadAllBytes(package.Make("again")));

    [Fact]
    public async Task An_installed_package_runs_a_network()
    {
        string module = package.Install(_folder.Path);
        string script = _folder.Write("test.ps1", """
            param([string] $ModulePath)
            $ErrorActionPreference = 'Stop'
            $env:PSModulePath = $ModulePath
            Import-Module Mycelium
            (Get-Module Mycelium).ModuleBase
            $quiet = @{ Tunnel = 'Userspace'; NoDiscovery = $true }
            $beta = Start-MyceliumNode beta -Listen tcp://127.0.0.1:0 @quiet
            $alpha = Start-MyceliumNode alpha -Peer $beta.Listen -NoListen @quiet
            "peer $((Wait-MyceliumPeer -Node alpha -Timeout 30).State)"
            "route $((Wait-MyceliumRoute $beta.Address -Node alpha -Timeout 30).State)"
            "ping $(Test-MyceliumConnection $beta.Address -Node alpha -Count 1 -Quiet)"
            Get-MyceliumNode | Stop-MyceliumNode
            (Get-Help Start-MyceliumNode).Synopsis
            """);

        HostResult result = await HostProcess.RunAsync(script, "-ModulePath", _folder.Path);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith($"{module}\npeer Alive\nroute Selected\nping True\nStarts", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Tags(string text) => text.Split(' ').Order(StringComparer.Ordinal);

    private static string LibraryPath(string runtimeId)
    {
        string extension = runtimeId.Split('-')[0] switch { "win" => "dll", "osx" => "dylib", _ => "so" };
        return $"deps/runtimes/{runtimeId}/native/libsodium.{extension}";
    }
}
