using System.Xml;
using System.Xml.Linq;

namespace Mycelium.Engine.Deployment;

/// <summary>The property list of a daemon. Source: launchd.plist(5).</summary>
internal static class LaunchdPlist
{
    /// <summary>What the labels of our daemons begin with.</summary>
    internal const string LabelPrefix = "mycelium-powershell.";

    private const string Marker = "Registered by Mycelium for PowerShell.";
    private const string Header = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">

        """;

    /// <summary>Whether a text is one of ours.</summary>
    internal static bool IsOwn(string? text) => text?.Contains($"<!-- {Marker}", StringComparison.Ordinal) == true;

    /// <summary>Writes the property list of a service.</summary>
    internal static string Write(ServiceRegistration registration, ServiceProgram program)
    {
        bool isAutomatic = registration.StartType == ServiceStartType.Automatic;
        string log = $"/Library/Logs/{LabelPrefix}{registration.Name}";
        var entries = new List<object>
        {
            Key("Label"), Text(LabelPrefix + registration.Name),
            Key("ProgramArguments"), new XElement("array", program.Arguments.Prepend(program.Path).Select(Text)),
            Key("EnvironmentVariables"), new XElement(
                "dict", Key("POWERSHELL_TELEMETRY_OPTOUT"), Text("1"), Key(ServiceLog.Variable), Text(log + ".log")),
            Key("RunAtLoad"), Boolean(isAutomatic),
        };

        // The key makes a daemon start when it is loaded, whatever RunAtLoad says.
        if (isAutomatic) { entries.AddRange([Key("KeepAlive"), new XElement("dict", Key("SuccessfulExit"), Boolean(false))]); }

        entries.AddRange(
        [
            Key("ThrottleInterval"), new XElement("integer", 10),
            Key("ExitTimeOut"), new XElement("integer", 15),
            Key("Umask"), new XElement("integer", 63),

            // launchd keeps a file open and lets it grow. So the process writes its log itself, and only what it can't say there goes here.
            Key("StandardErrorPath"), Text(log + ".error.log"),
        ]);
        var root = new XElement(
            "plist",
            new XAttribute("version", "1.0"),
            new XComment($" {Marker} Register-MyceliumService -Force writes it anew. "),
            new XElement("dict", entries));
        return (Header + root + "\n").ReplaceLineEndings("\n");
    }

    /// <summary>Reads back what a property list of ours runs, and whether it does so when it is loaded.</summary>
    internal static (string Program, string ConfigurationPath, bool RunsAtLoad) Read(string text)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore };
            using var reader = XmlReader.Create(new StringReader(text), settings);
            XElement[] entries = [.. XDocument.Load(reader).Root!.Elements("dict").Elements()];
            string[] words = [.. ValueOf(entries, "ProgramArguments")?.Elements().Select(word => word.Value) ?? []];
            bool runs = ValueOf(entries, "RunAtLoad")?.Name.LocalName == "true";
            return words.Length > 1 ? (words[0], words[^1], runs) : (string.Empty, string.Empty, runs);
        }
        catch (XmlException)
        {
            return (string.Empty, string.Empty, false);
        }
    }

    private static XElement? ValueOf(XElement[] entries, string key) =>
        entries.SkipWhile(entry => entry.Name != "key" || entry.Value != key).Skip(1).FirstOrDefault();

    private static XElement Key(string name) => new("key", name);

    private static XElement Text(string value) => new("string", value);

    private static XElement Boolean(bool value) => new(value ? "true" : "false");
}
