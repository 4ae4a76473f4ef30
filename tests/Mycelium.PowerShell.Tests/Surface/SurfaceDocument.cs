using System.Management.Automation;
using System.Text;
using System.Xml.Linq;
using Mycelium.PowerShell.Tests.Help;
using Mycelium.PowerShell.Tests.Hosting;

namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>Writes what every command offers, and what shows it, as a table for readers.</summary>
internal sealed class SurfaceDocument(IReadOnlyList<CmdletInfo> commands)
{
    private const string Introduction = """
        # Commands

        What each command offers, as the tests find it: every cell stands for tests in `tests/Mycelium.PowerShell.Tests/Surface`, which fail where a
        command lacks one. This file is made from the sources; a test holds it so.

        * **Sets**: each parameter set is used by an example or a case that a test runs.
        * **Help**: examples, at least three of which a test runs: all but those in brackets; and every parameter has a text.
        * **Errors**: ids that are brought about by a case, with what to do about them. [All error ids](errors.md).
        * **Pipeline**: parameters that take their value from it, each in a case of its own.
        * **Completion**: parameters whose values are offered.
        * **Ctrl+C**: `waits` where a call of an hour is ended at once; `loop` where the command never waits, and a loop of calls is.
        * **Views**: types that are emitted; each has a view of at most 120 columns.
        """;

    /// <summary>Attributes and types whose values PowerShell can offer.</summary>
    internal static IEnumerable<ParameterMetadata> Completed(CmdletInfo command) => command.Parameters.Values
        .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))
        .Where(parameter => ElementType(parameter).IsEnum || parameter.Attributes.OfType<ArgumentCompleterAttribute>().Any());

    /// <summary>Parameters that bind to pipeline input.</summary>
    internal static IEnumerable<string> Piped(CmdletInfo command) => command.Parameters.Values
        .Where(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName))
        .Select(parameter => parameter.Name)
        .Order(StringComparer.Ordinal);

    /// <summary>Own types that a command emits to be looked at; a source of events is not.</summary>
    internal static IEnumerable<Type> Emitted(CmdletInfo command) => command.OutputType
        .Select(type => type.Type)
        .Where(type => type?.Namespace?.StartsWith("Mycelium.", StringComparison.Ordinal) == true)
        .Where(type => !type.IsEnum && type.FullName != "Mycelium.PowerShell.NodeEventSource")
        .Distinct();

    /// <summary>Types that have a view, by their full names.</summary>
    internal static IReadOnlySet<string> TypesWithView { get; } = Directory.GetFiles(TestPaths.ModuleFolder, "*.format.ps1xml")
        .SelectMany(file => XDocument.Load(file).Descendants("View"))
        .SelectMany(view => view.Descendants("TypeName"))
        .Select(type => type.Value)
        .ToHashSet();

    /// <summary>The document.</summary>
    internal string Write()
    {
        var text = new StringBuilder(Introduction).Append("\n\n")
            .Append("| Command | Sets | Help | Errors | Pipeline | -WhatIf | Completion | Ctrl+C | Views |\n")
            .Append("|---|---|---|---|---|---|---|---|---|\n");
        var documentation = new CommandDocumentation();
        foreach (CmdletInfo command in commands)
        {
            CommandSurface surface = SurfaceCatalogue.All.Single(item => item.Name == command.Name);
            IReadOnlyList<CommandExample> examples = documentation.Examples(command.ImplementingType);
            int shown = examples.Count(example => !example.IsRun);
            text.Append("| ").AppendJoin(
                " | ",
                $"`{command.Name}`",
                command.ParameterSets.Count,
                shown == 0 ? $"{examples.Count}" : $"{examples.Count} ({shown})",
                Codes(surface.Errors.Select(error => error.ErrorId).Distinct()),
                Codes(Piped(command)),
                surface.Change is null ? "changes nothing" : "yes",
                Codes(Completed(command).Select(parameter => parameter.Name).Order(StringComparer.Ordinal)),
                surface.Blocking.Length == 0 ? "loop" : "waits",
                Codes(Emitted(command).Select(type => type.Name))).Append(" |\n");
        }

        text.Append("\nWhat needs the machine itself:\n\n| Command | Where |\n|---|---|\n");
        foreach (CommandSurface item in SurfaceCatalogue.All.Where(item => item.RunElsewhere is not null))
        {
            text.Append("| ").AppendJoin(" | ", $"`{item.Name}`", item.RunElsewhere!).Append(" |\n");
        }

        text.Append("\nParameter sets that are used elsewhere:\n\n| Command | Set | Where |\n|---|---|---|\n");
        foreach (CommandSurface item in SurfaceCatalogue.All)
        {
            foreach ((string set, TestReference test) in item.SetsElsewhere) { text.Append("| ").AppendJoin(" | ", $"`{item.Name}`", set, test).Append(" |\n"); }
        }

        text.Append("\nError ids that no script brings about here, and where they are tested:\n\n| ErrorId | Where |\n|---|---|\n");
        foreach ((string id, TestReference where) in SurfaceCatalogue.Elsewhere) { text.Append("| ").AppendJoin(" | ", $"`{id}`", where).Append(" |\n"); }

        return text.ToString();
    }

    private static Type ElementType(ParameterMetadata parameter)
    {
        Type type = parameter.ParameterType;
        type = type.IsArray ? type.GetElementType()! : type;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    private static string Codes(IEnumerable<string> names)
    {
        string text = string.Join(", ", names.Select(name => $"`{name}`"));
        return text.Length > 0 ? text : "none";
    }
}
