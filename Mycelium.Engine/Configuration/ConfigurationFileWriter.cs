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
    public static void WriteText(string path, string text, bool overwrite) => FileAt(path).Write(text, overwrite);

    /// <summary>Refuses a file that may not be changed: one that is protected against writing, also where its folder allows to replace
    /// it.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationInaccessible"/>.</exception>
    public static void RequireWritable(string path) => FileAt(path).RequireWritable();

    /// <summary>Takes a change of a file back, byte for byte, unless another program has changed it since.</summary>
    /// <param name="path">The file.</param>
    /// <param name="changed">The text that the change made.</param>
    /// <param name="former">The file before it.</param>
    /// <returns>Whether the file is back.</returns>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>,
    /// <see cref="MyceliumErrorId.ConfigurationInaccessible"/>.</exception>
    public static bool Restore(string path, string changed, byte[] former)
    {
        ConfigurationContent content = ConfigurationContent.Read(path);
        return content.Text == changed && FileAt(path).Replace(former, content.Bytes);
    }

    /// <summary>Replaces the text of a file that may be changed, in the encoding that it has.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What was read.</param>
    /// <param name="text">What to write.</param>
    /// <returns>False, and nothing was written, if the file is no longer what was read.</returns>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationInaccessible"/>.</exception>
    internal static bool Replace(string path, ConfigurationContent content, string text) =>
        FileAt(path).Replace(content.Encode(text), content.Bytes);

    private static TextFile FileAt(string path) => new(
        path,
        cause => new MyceliumException(
            MyceliumErrorId.ConfigurationExists,
            $"The configuration file '{path}' exists already.",
            "Choose another path, or replace it with -Force: its comments are then lost.",
            cause),
        cause => new MyceliumException(
            MyceliumErrorId.ConfigurationInaccessible,
            $"The configuration file '{path}' could not be written: {cause.Message}",
            "Check the file, its folder and their permissions.",
            cause));
}
