using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mycelium.Host.Tests.Packaging;

public sealed partial class ThirdPartyNoticesTests
{
    private const int ShortestLicense = 400;

    private static readonly string Notices = File.ReadAllText(Path.Combine(HostProcess.RepositoryRoot, "THIRD-PARTY-NOTICES.txt"));

    [Fact]
    public void Every_library_that_is_shipped_is_named_with_its_version() =>
        Assert.Equal(Shipped().Select(package => package.Name).Order(), Heading().Matches(Notices).Select(Name).Order());

    [Fact]
    public void Every_library_has_the_text_of_its_license() =>
        Assert.All(Heading().Split(Notices).Skip(1).Where((_, index) => index % 4 == 3), text => Assert.True(text.Length > ShortestLicense, text));

    [Fact]
    public void Every_file_in_deps_that_is_not_ours_is_of_such_a_library()
    {
        string[] known = [.. Shipped().SelectMany(package => package.Files), "Mycelium.Engine.dll"];
        string folder = Path.Combine(HostProcess.RepositoryRoot, "out", "Mycelium", "deps");

        string[] shipped = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file))];

        Assert.All(shipped, name => Assert.Contains(name, known));
        Assert.All(known, name => Assert.Contains(name, shipped));
    }

    // The packages of the engine that bring files, by the list that the SDK makes for the runtime.
    private static IEnumerable<(string Name, string[] Files)> Shipped()
    {
        string path = Path.Combine(
            HostProcess.RepositoryRoot, "Mycelium.Engine", "bin", HostProcess.Configuration, "net10.0", "Mycelium.Engine.deps.json");
        using JsonDocument list = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (JsonProperty package in list.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject())
        {
            string[] files = [.. Files(package.Value, "runtime"), .. Files(package.Value, "runtimeTargets").Where(file => IsStaged(file))];
            if (files.Length > 0 && !package.Name.StartsWith("Mycelium.", StringComparison.Ordinal))
            {
                yield return (package.Name.Replace('/', ' '), [.. files.Select(file => Path.GetFileName(file)).Distinct()]);
            }
        }
    }

    private static IEnumerable<string> Files(JsonElement package, string kind) =>
        package.TryGetProperty(kind, out JsonElement files) ? files.EnumerateObject().Select(file => file.Name) : [];

    private static bool IsStaged(string file) => file.Split('/')[1].Split('-')[0] is "linux" or "osx" or "win";

    private static string Name(Match heading) => $"{heading.Groups[1].Value} {heading.Groups[2].Value}";

    [GeneratedRegex(@"^=+\r?\n(\S+) (\S+) \((.+)\)\r?\n=+\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
