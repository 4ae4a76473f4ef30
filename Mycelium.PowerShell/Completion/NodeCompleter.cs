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
        // Bound to -Node itself is the beginning of a name that is being completed.
        string[]? nodes = NodeParameter.Equals(parameterName, StringComparison.OrdinalIgnoreCase)
            ? null
            : NamesIn(fakeBoundParameters[NodeParameter]);
        return CompletionItem.Matching(Known.Concat(Candidates(nodes)), wordToComplete);
    }

    /// <summary>What is offered without asking a node.</summary>
    private protected virtual IEnumerable<CompletionItem> Known => [];

    /// <summary>Whether a node is asked.</summary>
    /// <param name="entry">The node.</param>
    /// <param name="nodes">The names, or patterns with wildcards, that the user has typed for -Node; null for none.</param>
    private protected virtual bool IsAsked(NodeEntry entry, string[]? nodes) =>
        nodes is null || nodes.Any(node => NamePattern.IsMatch(node, entry.Name));

    /// <summary>Reads texts and their tool tips from one node.</summary>
    private protected abstract Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken);

    private static string[]? NamesIn(object? value) => value switch
    {
        null => null,
        string name => [name],
        IEnumerable names => [.. names.Cast<object?>().Select(name => name?.ToString()).OfType<string>()],
        _ => value.ToString() is { } name ? [name] : null,
    };

    private CompletionItem[] Candidates(string[]? nodes)
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        CancellationToken token = limit.Token;
        Task<IEnumerable<CompletionItem>>[] reads =
        [
            .. NodeRegistry.Shared.List()
                .Where(entry => IsAsked(entry, nodes))
                .Select(entry => Task.Run(() => ReadAsync(entry, token))),
        ];
        Task.WhenAny(Task.WhenAll(reads), Task.Delay(AnswerLimit)).GetAwaiter().GetResult();
        return [.. reads.Where(read => read.IsCompletedSuccessfully).SelectMany(read => read.Result)];
    }
}
