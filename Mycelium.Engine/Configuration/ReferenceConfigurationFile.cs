using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Mycelium.Engine.Configuration;

/// <summary>Reads configuration files of the reference implementation, which are TOML.</summary>
/// <remarks>As the reference does, numbers and booleans are taken also as strings. Source: <c>management-api.md</c> section 7.</remarks>
public static class ReferenceConfigurationFile
{
    /// <summary>Where the reference looks for its configuration on this system.</summary>
    public static string DefaultPath
    {
        get
        {
            string data = Environment.GetFolderPath(
                Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            string folder = OperatingSystem.IsLinux() ? "mycelium" : Path.Combine("ThreeFold Tech", "Mycelium");
            return Path.Combine(data.Length > 0 ? data : Environment.CurrentDirectory, folder, "mycelium.toml");
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The TOML file.</param>
    /// <param name="keyPath">The key file of the reference, which has the same form as ours; null for the place that both use by default.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>,
    /// <see cref="MyceliumErrorId.InvalidConfiguration"/> with every mistake, or, for a key file that exists or was named, an error of
    /// <see cref="KeyFile.Load"/>.</exception>
    public static ImportedConfiguration Import(string path, string? keyPath = null)
    {
        string key = Path.GetFullPath(keyPath ?? KeyFile.DefaultPath);
        ImportedConfiguration imported = Parse(ConfigurationContent.ReadText(path), path);
        if (keyPath is not null || File.Exists(key)) { KeyFile.Load(key).Dispose(); }

        NodeConfiguration configuration = imported.Configuration;
        return imported with { Configuration = configuration with { Options = configuration.Options with { KeyPath = key } } };
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidConfiguration"/>.</exception>
    internal static ImportedConfiguration Parse(string text, string path)
    {
        DocumentSyntax document = SyntaxParser.Parse(text, path, true);
        var reader = new ReferenceConfigurationReader();
        foreach (DiagnosticMessage message in document.Diagnostics)
        {
            if (message.Kind == DiagnosticMessageKind.Error) { reader.NoteMistake(message.Span, message.Message); }
        }

        if (reader.Mistakes.Count > 0 && NodeConfigurationFile.HasKeys(text))
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidConfiguration,
                $"The file '{path}' is not TOML; it looks like a YAML configuration of this program.",
                "Read it with Get-MyceliumConfiguration.");
        }

        if (reader.Mistakes.Count == 0) { reader.Read(document); }

        string full = Path.GetFullPath(path);
        return reader.Mistakes.Count == 0
            ? new ImportedConfiguration(full, reader.Configuration, ConfigurationProblem.InOrder(reader.NotCarriedOver, full))
            : throw NodeConfigurationFile.Invalid(path, ConfigurationProblem.InOrder(reader.Mistakes, full));
    }
}
