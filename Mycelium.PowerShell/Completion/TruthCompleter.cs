using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes truth values, for which PowerShell would offer the names of files.</summary>
public sealed class TruthCompleter : IArgumentCompleter
{
    private static readonly string[] Values = ["$true", "$false"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Values
            .Where(value => value.StartsWith(wordToComplete ?? string.Empty, StringComparison.OrdinalIgnoreCase))
            .Select(value => new CompletionResult(value, value, CompletionResultType.ParameterValue, value));
}
