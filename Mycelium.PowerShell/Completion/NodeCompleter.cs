using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Completion;

/// <summary>Offers what the running nodes know. Offers nothing, rather than late, if a node does not answer at once.</summary>
public abstract class NodeCompleter : IArgumentCompleter
{
    private const string NodeParameter = "Node";

    // A node answers in far less; the first time in a process takes longer.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        WildcardPattern pattern = WildcardText.Compile(WildcardText.IsPattern(word) ? word : word + "*");
        // Bound to -Node itself is the beginning of a name that is being completed.
        string? node = NodeParameter.Equals(parameterName, StringComparison.OrdinalIgnoreCase)
            ? null
            : fakeBoundParameters[NodeParameter]?.ToString();
        return [.. Candidates(node).Where(item => pattern.IsMatch(item.Text)).DistinctBy(item => item.Text).Select(ToResult)];
    }

    /// <summary>Reads texts and their tool tips from one node.</summary>
    private protected abstract Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken);

    private CompletionItem[] Candidates(string? node)
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        CancellationToken token = limit.Token;
        Task<IEnumerable<CompletionItem>>[] reads =
        [
            .. NodeRegistry.Shared.List()
                .Where(entry => node is null || entry.Name.Equals(node, StringComparison.OrdinalIgnoreCase))
                .Select(entry => Task.Run(() => ReadAsync(entry, token))),
        ];
        Task.WhenAny(Task.WhenAll(reads), Task.Delay(AnswerLimit)).GetAwaiter().GetResult();
        return [.. reads.Where(read => read.IsCompletedSuccessfully).SelectMany(read => read.Result)];
    }

    private static CompletionResult ToResult(CompletionItem item)
    {
        bool isPlain = item.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '/');
        string text = isPlain ? item.Text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(item.Text)}'";
        return new CompletionResult(text, item.Text, CompletionResultType.ParameterValue, item.ToolTip);
    }
}
