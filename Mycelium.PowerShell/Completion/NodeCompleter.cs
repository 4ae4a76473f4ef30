using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
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
        // Bound to -Node itself is the beginning of a name that is being completed.
        string? node = NodeParameter.Equals(parameterName, StringComparison.OrdinalIgnoreCase)
            ? null
            : fakeBoundParameters[NodeParameter]?.ToString();
        return CompletionItem.Matching(Known.Concat(Candidates(node)), wordToComplete);
    }

    /// <summary>What is offered without asking a node.</summary>
    private protected virtual IEnumerable<CompletionItem> Known => [];

    /// <summary>Whether a node is asked.</summary>
    /// <param name="entry">The node.</param>
    /// <param name="node">The name that the user has typed for -Node; null for none.</param>
    private protected virtual bool IsAsked(NodeEntry entry, string? node) =>
        node is null || entry.Name.Equals(node, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads texts and their tool tips from one node.</summary>
    private protected abstract Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken);

    private CompletionItem[] Candidates(string? node)
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        CancellationToken token = limit.Token;
        Task<IEnumerable<CompletionItem>>[] reads =
        [
            .. NodeRegistry.Shared.List()
                .Where(entry => IsAsked(entry, node))
                .Select(entry => Task.Run(() => ReadAsync(entry, token))),
        ];
        Task.WhenAny(Task.WhenAll(reads), Task.Delay(AnswerLimit)).GetAwaiter().GetResult();
        return [.. reads.Where(read => read.IsCompletedSuccessfully).SelectMany(read => read.Result)];
    }
}
