using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Topology;

/// <summary>Files with a topology in them.</summary>
public static class TopologyFile
{
    /// <summary>The format that the end of a file name stands for: .dot, .gv, .mmd, .mermaid, .html or .htm.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.TopologyFormatUnknown"/>.</exception>
    public static TopologyFormat FormatOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".DOT" or ".GV" => TopologyFormat.Dot,
            ".MMD" or ".MERMAID" => TopologyFormat.Mermaid,
            ".HTML" or ".HTM" => TopologyFormat.Html,
            _ => throw new MyceliumException(
                MyceliumErrorId.TopologyFormatUnknown,
                $"The name of the file '{path}' does not say which format is wanted.",
                "End it with .html, .dot, .gv, .mmd or .mermaid, or give -Format."),
        };
    }

    /// <summary>Writes a text to a file in one step: a crash leaves the old file or the new one, never a part.</summary>
    /// <param name="path">Where; the folder must exist.</param>
    /// <param name="text">What.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.TopologyFileExists"/> or
    /// <see cref="MyceliumErrorId.TopologyFileInaccessible"/>.</exception>
    public static void Save(string path, string text, bool overwrite = false) => new TextFile(
        path,
        cause => new MyceliumException(
            MyceliumErrorId.TopologyFileExists, $"The file '{path}' exists already.", "Choose another path, or replace it with -Force.", cause),
        cause => new MyceliumException(
            MyceliumErrorId.TopologyFileInaccessible,
            $"The file '{path}' could not be written: {cause.Message}",
            "Check the folder and its permissions.",
            cause)).Write(text, overwrite);
}
