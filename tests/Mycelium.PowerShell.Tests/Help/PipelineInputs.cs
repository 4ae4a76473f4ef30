using System.Management.Automation;

namespace Mycelium.PowerShell.Tests.Help;

/// <summary>What objects of one type do for a cmdlet that they are piped to.</summary>
/// <param name="TypeName">Full name of the type; None for a cmdlet that takes nothing.</param>
/// <param name="Texts">One sentence for each parameter.</param>
internal sealed record PipelineInputs(string TypeName, IReadOnlyList<string> Texts)
{
    /// <summary>What can be piped to a cmdlet: that which is bound by value first.</summary>
    internal static IReadOnlyList<PipelineInputs> Of(CmdletInfo command)
    {
        var bound = command.ParameterSets
            .SelectMany(set => set.Parameters)
            .GroupBy(parameter => parameter.Name)
            .Select(uses => (
                Type: uses.First().ParameterType,
                Names: new[] { uses.Key }.Concat(uses.First().Aliases).ToArray(),
                ByValue: uses.Any(use => use.ValueFromPipeline),
                ByName: uses.Any(use => use.ValueFromPipelineByPropertyName)))
            .Where(parameter => parameter.ByValue || parameter.ByName)
            .OrderByDescending(parameter => parameter.ByValue)
            .ThenBy(parameter => parameter.Names[0], StringComparer.Ordinal);
        PipelineInputs[] inputs =
        [
            .. bound
                .GroupBy(parameter => TypeNameOf(parameter.Type))
                .Select(group => new PipelineInputs(
                    group.Key, [.. group.Select(parameter => Sentence(parameter.Names, parameter.ByValue, parameter.ByName))])),
        ];
        return inputs.Length > 0 ? inputs : [new PipelineInputs("None", ["Nothing can be piped to this command."])];
    }

    private static string TypeNameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type).FullName!;

    private static string Sentence(string[] names, bool byValue, bool byName)
    {
        string property = names.Length == 1 ? "a property of that name" : $"a property {string.Join(" or ", names)}";
        return (byValue, byName) switch
        {
            (true, true) => $"-{names[0]}: the object itself, or {property}.",
            (true, false) => $"-{names[0]}: the object itself.",
            _ => $"-{names[0]}: {property}.",
        };
    }
}
