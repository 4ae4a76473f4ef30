using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Configuration;

/// <summary>Writes configuration files: a crash leaves the old file or the new one, never a part.</summary>
public static class ConfigurationFileWriter
{
    /// <summary>Writes nodes to a file. Paths within its folder are written relative to it.</summary>
    /// <param name="path">Where; the folder must exist.</param>
    /// <param name="nodes">One or more, with different names.</param>
    /// <param name="withDefaults">Whether to write also what has its default, and what each key means.</param>
    /// <param name="overwrite">Whether an existing file may be replaced; its comments are lost then.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationExists"/>,
    /// <see cref="MyceliumErrorId.ConfigurationInaccessible"/>, or <see cref="MyceliumErrorId.InvalidConfiguration"/> for what could not be read
    /// again, such as two nodes with one name.</exception>
    public static void Save(string path, IReadOnlyList<NodeConfiguration> nodes, bool withDefaults = false, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(nodes);
        string text = ConfigurationWriter.Write(nodes, Path.GetDirectoryName(Path.GetFullPath(path)), withDefaults);
        ConfigurationReport report = NodeConfigurationFile.CheckText(text, path);
        if (!report.IsValid) { throw NodeConfigurationFile.Invalid(path, report.Problems); }

        WriteText(path, text, overwrite);
    }

    /// <summary>Writes any text to a file, in one step. The permissions of a file that is replaced stay.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationExists"/> or
    /// <see cref="MyceliumErrorId.ConfigurationInaccessible"/>.</exception>
    public static void WriteText(string path, string text, bool overwrite) => new TextFile(
        path,
        cause => new MyceliumException(
            MyceliumErrorId.ConfigurationExists,
            $"The configuration file '{path}' exists already.",
            "Choose another path, or ask to overwrite it: its comments are then lost.",
            cause),
        cause => new MyceliumException(
            MyceliumErrorId.ConfigurationInaccessible,
            $"The configuration file '{path}' could not be written: {cause.Message}",
            "Check the folder and its permissions.",
            cause)).Write(text, overwrite);
}
