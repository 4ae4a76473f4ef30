using Mycelium.Engine.Deployment;

namespace Mycelium.Engine.Tests.Deployment;

/// <summary>A folder with a configuration, for the time of a test.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-");

    internal ConfigurationFolder() => Write("node.yaml", "keyFile: keys/node.key\n");

    internal string Path => _folder.FullName;

    internal string File => System.IO.Path.Combine(Path, "node.yaml");

    internal string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    internal ServiceRegistration Register(string name = "edge") => ServiceRegistration.Create(name, File);

    internal string WriteProgram(string name, string text)
    {
        string path = Write(name, text);
        if (!OperatingSystem.IsWindows()) { System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute); }

        return path;
    }

    /// <summary>A text in which the folder is called <c>FOLDER</c>.</summary>
    internal string Masked(string text) => text.Replace(Path, "FOLDER", StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
