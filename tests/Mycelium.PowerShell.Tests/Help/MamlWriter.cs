using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;

namespace Mycelium.PowerShell.Tests.Help;

/// <summary>Writes the help file: texts from the sources' documentation, the rest from the cmdlets as PowerShell sees them.</summary>
internal sealed class MamlWriter(CommandDocumentation documentation)
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly Dictionary<string, string> CommonTexts = new()
    {
        ["WhatIf"] = "Shows what would happen; nothing is changed.",
        ["Confirm"] = "Asks before anything is changed.",
    };

    /// <summary>Writes the file.</summary>
    internal string Write(IEnumerable<CmdletInfo> commands)
    {
        var root = new XElement(
            Msh + "helpItems",
            new XAttribute("schema", "maml"),
            commands.OrderBy(command => command.Name, StringComparer.Ordinal).Select(WriteCommand));
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}\n";
    }

    private XElement WriteCommand(CmdletInfo command) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "command", Command.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "dev", Dev.NamespaceName),
        new XElement(
            Command + "details",
            new XElement(Command + "name", command.Name),
            new XElement(Command + "verb", command.Verb),
            new XElement(Command + "noun", command.Noun),
            Paragraphs([documentation.Synopsis(command.ImplementingType)])),
        Paragraphs(documentation.Description(command.ImplementingType)),
        new XElement(Command + "syntax", command.ParameterSets.Select(set => WriteSyntax(command, set))),
        new XElement(Command + "parameters", WriteParameters(command)),
        new XElement(Command + "inputTypes", PipelineInputs.Of(command).Select(WriteInput)),
        new XElement(Command + "returnValues", command.OutputType.Select(type => type.Name).Distinct().Select(WriteOutput)),
        new XElement(Command + "examples", documentation.Examples(command.ImplementingType).Select(WriteExample)),
        new XElement(
            Command + "relatedLinks",
            documentation.RelatedLinks(command.ImplementingType).Select(name =>
                new XElement(Maml + "navigationLink", new XElement(Maml + "linkText", name), new XElement(Maml + "uri")))));

    private XElement WriteSyntax(CmdletInfo command, CommandParameterSetInfo set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", command.Name),
        InOrder(set.Parameters).Where(IsOwn).Select(parameter => WriteParameter(command, parameter, withText: false)));

    private IEnumerable<XElement> WriteParameters(CmdletInfo command) => command.ParameterSets
        .SelectMany(set => InOrder(set.Parameters))
        .Where(IsOwn)
        .DistinctBy(parameter => parameter.Name)
        .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
        .Select(parameter => WriteParameter(command, parameter, withText: true));

    private XElement WriteParameter(CmdletInfo command, CommandParameterInfo parameter, bool withText)
    {
        bool isWildcard = command.Parameters[parameter.Name].Attributes.OfType<SupportsWildcardsAttribute>().Any();
        bool isSwitch = parameter.ParameterType == typeof(SwitchParameter);
        return new XElement(
            Command + "parameter",
            new XAttribute("required", Lower(parameter.IsMandatory)),
            new XAttribute("variableLength", Lower(parameter.ParameterType.IsArray)),
            new XAttribute("globbing", Lower(isWildcard)),
            new XAttribute("pipelineInput", PipelineInput(parameter)),
            new XAttribute("position", parameter.Position < 0 ? "named" : parameter.Position.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("aliases", AliasText(parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            withText ? Paragraphs([ParameterText(command, parameter.Name)]) : null,
            isSwitch ? null : WriteValues(parameter),
            isSwitch ? null : WriteValue(parameter),
            withText ? WriteType(TypeName(parameter.ParameterType)) : null);
    }

    // Get-Help shows the values of an enumeration instead of its name.
    private static XElement? WriteValues(CommandParameterInfo parameter)
    {
        Type type = parameter.ParameterType.GetElementType() ?? parameter.ParameterType;
        return type.IsEnum
            ? new XElement(Command + "parameterValueGroup", Enum.GetNames(type).Select(name => new XElement(
                Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), name)))
            : null;
    }

    private static XElement WriteValue(CommandParameterInfo parameter) => new(
        Command + "parameterValue",
        new XAttribute("required", "true"),
        new XAttribute("variableLength", Lower(parameter.ParameterType.IsArray)),
        TypeName(parameter.ParameterType));

    private string ParameterText(CmdletInfo command, string name) =>
        CommonTexts.TryGetValue(name, out string? text) ? text : documentation.Parameter(command.ImplementingType, name);

    private static XElement WriteInput(PipelineInputs input) => new(
        Command + "inputType", WriteType(input.TypeName), Paragraphs(input.Texts));

    private XElement WriteOutput(string typeName) => new(
        Command + "returnValue",
        WriteType(typeName),
        documentation.Output(typeName) is { Length: > 0 } text ? Paragraphs([text]) : null);

    private static XElement WriteType(string name) => new(Dev + "type", new XElement(Maml + "name", name));

    private static XElement WriteExample(CommandExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"Example {index + 1}"),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", new XElement(Maml + "para", example.Introduction)));

    private static XElement Paragraphs(IEnumerable<string> texts) =>
        new(Maml + "description", texts.Select(text => new XElement(Maml + "para", text)));

    // Those with a position first, wherever they are declared; the rest as declared.
    private static IEnumerable<CommandParameterInfo> InOrder(IEnumerable<CommandParameterInfo> parameters) =>
        parameters.OrderBy(parameter => parameter.Position < 0 ? int.MaxValue : parameter.Position);

    private static bool IsOwn(CommandParameterInfo parameter) => !Cmdlet.CommonParameters.Contains(parameter.Name);

    private static string PipelineInput(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByPropertyName, ByValue)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };

    private static string AliasText(ReadOnlyCollection<string> aliases) => aliases.Count == 0 ? "none" : string.Join(", ", aliases);

    private static string TypeName(Type type) =>
        Nullable.GetUnderlyingType(type)?.Name ?? type.Name;

    private static string Lower(bool value) => value ? "true" : "false";
}
