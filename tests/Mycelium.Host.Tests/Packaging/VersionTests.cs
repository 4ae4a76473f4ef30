using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Mycelium.Host.Tests.Packaging;

public sealed partial class VersionTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    [Fact]
    public void The_version_is_a_semantic_one() => Assert.Matches(SemanticVersion(), ManifestVersion());

    [Theory]
    [InlineData("Mycelium.PowerShell.dll")]
    [InlineData("deps/Mycelium.Engine.dll")]
    public void The_assemblies_have_the_version_of_the_manifest(string assembly)
    {
        string path = Path.Combine(HostProcess.RepositoryRoot, "out", "Mycelium", assembly);

        Assert.Equal(ManifestVersion(), FileVersionInfo.GetVersionInfo(path).ProductVersion);
    }

    [Fact]
    public async Task The_host_and_the_package_have_it_too()
    {
        HostResult host = await HostProcess.RunAsync("--version");

        Assert.Contains(ManifestVersion(), host.Output, StringComparison.Ordinal);
        Assert.Equal(ManifestVersion(), package.Metadata("version"));
        Assert.Equal($"Mycelium.{ManifestVersion()}.nupkg", Path.GetFileName(package.Path));
    }

    // What is not released yet is under its own heading; what is released has the version that the manifest has or had.
    [Fact]
    public void The_changelog_leads_to_this_version()
    {
        string text = File.ReadAllText(Path.Combine(HostProcess.RepositoryRoot, "CHANGELOG.md"));
        string[] headings = [.. Heading().Matches(text).Select(match => match.Groups[1].Value)];

        Version[] released = [.. headings.Where(heading => heading != "Unreleased").Select(heading => Version.Parse(heading.Split('-')[0]))];
        var current = Version.Parse(ManifestVersion().Split('-')[0]);

        Assert.NotEmpty(headings);
        Assert.DoesNotContain("Unreleased", headings.Skip(1));
        Assert.Equal(released.OrderDescending(), released);
        Assert.All(released, version => Assert.True(version <= current, $"{version} is newer than the manifest's {current}."));
        Assert.True(headings[0] == "Unreleased" || headings[0] == ManifestVersion(), $"{headings[0]} is not {ManifestVersion()}.");
    }

    private static string ManifestVersion() => TestSession.Run($$"""
        $module = Test-ModuleManifest '{{Path.Combine(HostProcess.RepositoryRoot, "out", "Mycelium", "Mycelium.psd1")}}'
        $label = $module.PrivateData.PSData['Prerelease']
        if ($label) { "$($module.Version)-$label" } else { "$($module.Version)" }
        """).Trim();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(-[0-9A-Za-z]+)?$")]
    private static partial Regex SemanticVersion();

    [GeneratedRegex(@"^## \[(.+?)\]", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
