using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>Finds out which parameter sets a script uses, by the rules that PowerShell binds with.</summary>
internal static class ParameterSetUse
{
    /// <summary>The parameter sets of a command that the calls in some scripts stand for.</summary>
    internal static IReadOnlySet<string> Find(CmdletInfo command, IEnumerable<string> scripts) => scripts
        .SelectMany(script => Calls(script, command.Name))
        .Select(call => Choose(command, call))
        .OfType<string>()
        .ToHashSet();

    /// <summary>Whether a script pipes something into a command and does not give it the parameter in another way.</summary>
    internal static bool OnlyPipelineGives(CmdletInfo command, string parameter, string script) => Calls(script, command.Name)
        .Where(IsPiped)
        .Any(call => command.ParameterSets.Any(set => CanBe(set, call) && Bind(set, call)?.Contains(parameter) == false));

    private static IEnumerable<CommandAst> Calls(string script, string name) => Parser.ParseInput(script, out _, out _)
        .FindAll(ast => ast is CommandAst call && name.Equals(call.GetCommandName(), StringComparison.OrdinalIgnoreCase), searchNestedScriptBlocks: true)
        .Cast<CommandAst>();

    private static string? Choose(CmdletInfo command, CommandAst call)
    {
        CommandParameterSetInfo[] possible = [.. command.ParameterSets.Where(set => CanBe(set, call))];
        return (possible.Length == 1 ? possible[0] : possible.FirstOrDefault(set => set.IsDefault))?.Name;
    }

    private static bool CanBe(CommandParameterSetInfo set, CommandAst call) =>
        Bind(set, call) is { } bound && set.Parameters.All(item => !item.IsMandatory || bound.Contains(item.Name)
            || (IsPiped(call) && (item.ValueFromPipeline || item.ValueFromPipelineByPropertyName)));

    private static bool IsPiped(CommandAst call) => call.Parent is PipelineAst pipeline && pipeline.PipelineElements[0] != call;

    // What the line itself binds; null if the set can't take the line.
    private static HashSet<string>? Bind(CommandParameterSetInfo set, CommandAst call)
    {
        var bound = new HashSet<string>();
        int positional = 0;
        bool takesNext = false;
        foreach (CommandElementAst element in call.CommandElements.Skip(1))
        {
            if (element is CommandParameterAst named)
            {
                if (Resolve(set, named.ParameterName) is not { } parameter) { return null; }

                bound.Add(parameter.Name);
                takesNext = named.Argument is null && parameter.ParameterType != typeof(SwitchParameter);
                continue;
            }

            if (!takesNext) { positional++; }

            takesNext = false;
        }

        CommandParameterInfo[] places = [.. set.Parameters.Where(item => item.Position >= 0 && !bound.Contains(item.Name)).OrderBy(item => item.Position)];
        if (positional > places.Length) { return null; }

        bound.UnionWith(places.Take(positional).Select(item => item.Name));
        return bound;
    }

    private static CommandParameterInfo? Resolve(CommandParameterSetInfo set, string name) =>
        set.Parameters.FirstOrDefault(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? set.Parameters.FirstOrDefault(item => item.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase));
}
