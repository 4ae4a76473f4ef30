using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mycelium.PowerShell.Completion;

/// <summary>Offers what is known without asking a node.</summary>
public abstract class StaticCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        return CompletionItem.Matching(Items(fakeBoundParameters), wordToComplete);
    }

    /// <summary>All that can be offered.</summary>
    /// <param name="parameters">What the user has typed for other parameters.</param>
    private protected abstract IEnumerable<CompletionItem> Items(IDictionary parameters);
}
