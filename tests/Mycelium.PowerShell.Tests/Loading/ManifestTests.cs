using System.Collections;
using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Loading;

public sealed class ManifestTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly Hashtable _manifest;

    public ManifestTests()
    {
        string text = File.ReadAllText(TestPaths.Manifest);
        _manifest = (Hashtable)_session.Run(text).Single.BaseObject;
    }

    [Fact]
    public void The_manifest_is_valid()
    {
        var module = (PSModuleInfo)_session.Run($"Test-ModuleManifest '{TestPaths.Manifest}'").Single.BaseObject;

        Assert.Equal("Mycelium", module.Name);
        Assert.Equal(new Version(7, 6), module.PowerShellVersion);
        Assert.Equal(["Core"], module.CompatiblePSEditions);
    }

    [Fact]
    public void Every_cmdlet_is_exported_by_name_and_nothing_else_is()
    {
        Assert.Equal(CommandNames.All, ((object[])_manifest["CmdletsToExport"]!).Cast<string>());
        Assert.All(["FunctionsToExport", "AliasesToExport", "VariablesToExport"], key => Assert.Empty((object[])_manifest[key]!));
        Assert.Equal(CommandNames.All, _session.Run("(Get-Command -Module Mycelium).Name").Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_cmdlet_of_the_assembly_is_exported()
    {
        string[] implemented = _session.Run("""
            $assembly = (Get-Command Get-MyceliumNode).ImplementingType.Assembly
            foreach ($type in $assembly.GetExportedTypes()) {
                foreach ($cmdlet in $type.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)) {
                    "$($cmdlet.VerbName)-$($cmdlet.NounName)"
                }
            }
            """).Texts;

        Assert.Equal(CommandNames.All, implemented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_version_is_that_of_the_assemblies() =>
        Assert.Equal(
            $"{_manifest["ModuleVersion"]}.0",
            _session.Run("(Get-Command Get-MyceliumNode).ImplementingType.Assembly.GetName().Version.ToString()").Single.ToString());

    [Fact]
    public void The_manifest_has_what_a_gallery_shows()
    {
        string[] texts = ["Author", "CompanyName", "Copyright", "Description", "GUID"];
        Assert.All(texts, key => Assert.False(string.IsNullOrWhiteSpace((string)_manifest[key]!), key));

        var shown = (Hashtable)((Hashtable)_manifest["PrivateData"]!)["PSData"]!;
        Assert.Contains("CHANGELOG.md", (string)shown["ReleaseNotes"]!, StringComparison.Ordinal);
        Assert.Equal(false, shown["RequireLicenseAcceptance"]);
        string[] tags = [.. ((object[])shown["Tags"]!).Cast<string>()];
        Assert.All(["PSEdition_Core", "Linux", "MacOS", "Windows"], tag => Assert.Contains(tag, tags));
        Assert.All(tags, tag => Assert.DoesNotContain(' ', tag));
    }

    [Fact]
    public void Everything_that_the_manifest_names_is_staged()
    {
        IEnumerable<string> named = [(string)_manifest["RootModule"]!, .. Names("FormatsToProcess"), .. Names("TypesToProcess")];

        Assert.All(named, name => Assert.True(File.Exists(Path.Combine(TestPaths.ModuleFolder, name)), name));
    }

    [Theory]
    [InlineData("en-US/Mycelium.PowerShell.dll-Help.xml")]
    [InlineData("en-US/about_Mycelium.help.txt")]
    [InlineData("en-US/about_Mycelium_Fleet.help.txt")]
    [InlineData("dsc/MyceliumNode.dsc.resource.json")]
    [InlineData("dsc/MyceliumPeer.dsc.resource.json")]
    [InlineData("dsc/Mycelium.Dsc.ps1")]
    [InlineData("deps/Mycelium.Engine.dll")]
    [InlineData("deps/YamlDotNet.dll")]
    [InlineData("deps/HdrHistogram.dll")]
    [InlineData("deps/Tomlyn.dll")]
    [InlineData("mycelium.schema.json")]
    [InlineData("Invoke-Service.ps1")]
    [InlineData("LICENSE")]
    [InlineData("THIRD-PARTY-NOTICES.txt")]
    [InlineData("CHANGELOG.md")]
    [InlineData("deps/NSec.Cryptography.dll")]
    [InlineData("deps/BouncyCastle.Cryptography.dll")]
    [InlineData("deps/runtimes/linux-x64/native/libsodium.so")]
    [InlineData("deps/runtimes/linux-arm64/native/libsodium.so")]
    [InlineData("deps/runtimes/osx-arm64/native/libsodium.dylib")]
    [InlineData("deps/runtimes/win-x64/native/libsodium.dll")]
    [InlineData("deps/runtimes/win-arm64/native/libsodium.dll")]
    public void The_module_has_its_help_and_what_it_depends_on(string file) =>
        Assert.True(File.Exists(Path.Combine(TestPaths.ModuleFolder, file)), file);

    [Fact]
    public void Nothing_that_others_could_collide_with_lies_beside_the_module()
    {
        string[] assemblies = [.. Directory.GetFiles(TestPaths.ModuleFolder, "*.dll").Select(file => Path.GetFileName(file))];

        Assert.Equal(["Mycelium.PowerShell.dll"], assemblies);
        Assert.Empty(Directory.GetFiles(TestPaths.ModuleFolder, "*.pdb", SearchOption.AllDirectories));
        Assert.False(File.Exists(Path.Combine(TestPaths.ModuleFolder, "deps", "System.Management.Automation.dll")));
    }

    [Fact]
    public void The_syntax_of_every_command_is_the_approved_one()
    {
        IEnumerable<string> lines = CommandNames.All
            .SelectMany(name => _session.Run($"Get-Command {name} -Syntax").Texts)
            .SelectMany(text => text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));

        ApprovedFile.Verify(
            TestPaths.Source("tests", "Mycelium.PowerShell.Tests", "Loading", "Syntax.approved.txt"), string.Join('\n', lines));
    }

    public void Dispose() => _session.Dispose();

    private IEnumerable<string> Names(string key) => ((object[])_manifest[key]!).Cast<string>();
}
