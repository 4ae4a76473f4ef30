using System.Net;
using System.Resources;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Mycelium.Engine.Topology;

/// <summary>Writes a topology as one HTML page that loads nothing: style, script and data are in it, and its policy allows no other.</summary>
internal static partial class HtmlWriter
{
    private static readonly string[] ScriptFiles = ["model.js", "layout.js", "view.js", "map.js", "panel.js", "page.js"];

    private static readonly Lazy<string> Template = new(() => Asset("page.html"));
    private static readonly Lazy<string> Style = new(() => Asset("page.css"));

    // One script of several files; nothing of it is visible outside.
    private static readonly Lazy<string> Script = new(() =>
        "(() => {\n\"use strict\";\n" + string.Concat(ScriptFiles.Select(Asset)) + "})();\n");

    internal static string Write(NetworkTopology topology, string title)
    {
        string heading = TopologyText.Clean(title);
        var parts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["policy"] = $"default-src 'none'; style-src '{Hash(Style.Value)}'; script-src '{Hash(Script.Value)}'; base-uri 'none'; form-action 'none'",
            ["title"] = WebUtility.HtmlEncode(heading),
            ["style"] = Style.Value,
            ["script"] = Script.Value,
            ["data"] = Encoding.UTF8.GetString(TopologyJson.Write(topology, heading).WrittenSpan),
        };

        // In one pass: what is put in is not looked at again.
        return Placeholder().Replace(Template.Value, match => parts[match.Groups[1].Value]);
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    // A browser hashes what it has read, where a line ends with LF alone.
    private static string Asset(string name)
    {
        using Stream stream = typeof(HtmlWriter).Assembly.GetManifestResourceStream($"Topology/Page/{name}")
            ?? throw new MissingManifestResourceException(name);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{\{([a-z]+)\}\}")]
    private static partial Regex Placeholder();
}
