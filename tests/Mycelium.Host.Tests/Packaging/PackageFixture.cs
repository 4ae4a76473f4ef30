using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Mycelium.Host.Tests.Packaging;

/// <summary>The package for the gallery, made of what was built, once for all tests.</summary>
public sealed class PackageFixture : IDisposable
{
    // What is the package's and not the module's; an installation leaves it out.
    private static readonly string[] PackageParts = ["_rels/", "package/", "[Content_Types].xml", "Mycelium.nuspec"];

    private readonly TemporaryFolder _folder = new();

    public PackageFixture() => Path = Make("package");

    /// <summary>The package.</summary>
    internal string Path { get; }

    /// <summary>Makes the package again, in a folder of that name.</summary>
    internal string Make(string folder)
    {
        string output = System.IO.Path.Combine(_folder.Path, folder);
        Pack(output);
        return Assert.Single(Directory.GetFiles(output));
    }

    /// <summary>The paths of the module's files.</summary>
    internal string[] ReadNames()
    {
        using ZipArchive archive = ZipFile.OpenRead(Path);
        return [.. ModuleEntries(archive).Select(entry => entry.FullName)];
    }

    /// <summary>The content of one file.</summary>
    internal byte[] Read(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path);
        using Stream content = archive.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>A text of the package's description.</summary>
    internal string Metadata(string name)
    {
        XElement root = XDocument.Load(new MemoryStream(Read("Mycelium.nuspec"))).Root!;
        return root.Descendants(root.GetDefaultNamespace() + name).Single().Value;
    }

    /// <summary>Lays the module where an installation puts it below a module path.</summary>
    /// <returns>The module's folder.</returns>
    internal string Install(string modulePath)
    {
        string target = System.IO.Path.Combine(modulePath, "Mycelium", Metadata("version"));
        using ZipArchive archive = ZipFile.OpenRead(Path);
        foreach (ZipArchiveEntry entry in ModuleEntries(archive))
        {
            string path = System.IO.Path.Combine(target, entry.FullName);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            entry.ExtractToFile(path);
        }

        return target;
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<ZipArchiveEntry> ModuleEntries(ZipArchive archive) => archive.Entries
        .Where(entry => !PackageParts.Any(part => entry.FullName.StartsWith(part, StringComparison.Ordinal)));

    // One process that leaves none behind, so the output has an end.
    private static void Pack(string output)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = HostProcess.RepositoryRoot,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            "pack", "Mycelium.PowerShell", "--configuration", HostProcess.Configuration, "--no-build", "--output", output,
            "-maxCpuCount:1", "-nodeReuse:false", "-verbosity:quiet", "-nologo",
        ];
        foreach (string argument in arguments) { start.ArgumentList.Add(argument); }

        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, text);
    }
}
