using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mycelium.PowerShell.Tests.Hosting;

namespace Mycelium.PowerShell.Tests.Help;

/// <summary>Reads what the sources say about cmdlets: the compiler's documentation file.</summary>
internal sealed partial class CommandDocumentation
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(TestPaths.Documentation, LoadOptions.PreserveWhitespace)
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    private readonly Dictionary<string, XElement> _engine = XDocument.Load(TestPaths.EngineDocumentation, LoadOptions.PreserveWhitespace)
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>All examples, with the types that they belong to.</summary>
    internal IEnumerable<(string TypeName, int Number, CommandExample Example)> AllExamples => _members
        .Where(member => member.Key.StartsWith("T:", StringComparison.Ordinal))
        .SelectMany(member => ReadExamples(member.Value).Select((example, index) => (member.Key[2..], index + 1, example)));

    /// <summary>What a cmdlet does, in one sentence.</summary>
    internal string Synopsis(Type command) => Text(_members[$"T:{command.FullName}"].Element("summary"));

    /// <summary>What else there is to know of a cmdlet; its synopsis if nothing is.</summary>
    internal IReadOnlyList<string> Description(Type command)
    {
        XElement? remarks = _members[$"T:{command.FullName}"].Element("remarks");
        XElement[] paragraphs = remarks?.Elements("para").ToArray() is { Length: > 0 } found ? found : remarks is null ? [] : [remarks];
        return paragraphs.Length == 0 ? [Synopsis(command)] : [.. paragraphs.Select(Text)];
    }

    /// <summary>What a parameter means; empty if the sources do not say.</summary>
    internal string Parameter(Type command, string name)
    {
        Type declaring = command.GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.DeclaringType ?? command;
        _members.TryGetValue($"P:{declaring.FullName}.{name}", out XElement? member);
        return Text(member?.Element("summary"));
    }

    /// <summary>What an object is that a cmdlet emits; empty if it is none of ours.</summary>
    internal string Output(string typeName)
    {
        XElement? member = _members.GetValueOrDefault($"T:{typeName}") ?? _engine.GetValueOrDefault($"T:{typeName}");
        return Text(member?.Element("summary"));
    }

    /// <summary>What to read next: names of cmdlets and topics.</summary>
    internal IReadOnlyList<string> RelatedLinks(Type command) =>
        [.. _members[$"T:{command.FullName}"].Elements("seealso").Select(link => CommandName(command, link) ?? Text(link))];

    /// <summary>The examples of a cmdlet.</summary>
    internal IReadOnlyList<CommandExample> Examples(Type command) => [.. ReadExamples(_members[$"T:{command.FullName}"])];

    private static IEnumerable<CommandExample> ReadExamples(XElement member) =>
        member.Elements("example").Select(ReadExample);

    private static CommandExample ReadExample(XElement example) => new(
        Text(example.Element("para")), Unindent(example.Element("code")!.Value), example.Attribute("runs")?.Value != "false");

    private static string? CommandName(Type command, XElement link) => link.Attribute("cref") is { } reference
        && command.Assembly.GetType(reference.Value[2..])?.GetCustomAttribute<CmdletAttribute>() is { } cmdlet
        ? $"{cmdlet.VerbName}-{cmdlet.NounName}"
        : null;

    private static string Text(XElement? element) => element is null
        ? string.Empty
        : WhiteSpace().Replace(string.Concat(element.Nodes().Select(NodeText)), " ").Trim();

    private static string NodeText(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } reference => reference.Attribute("cref")?.Value.Split('.')[^1] ?? string.Empty,
        XElement element => element.Value,
        _ => string.Empty,
    };

    private static string Unindent(string code)
    {
        string[] lines = code.ReplaceLineEndings("\n").Trim('\n').TrimEnd().Split('\n');
        int indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : string.Empty));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
