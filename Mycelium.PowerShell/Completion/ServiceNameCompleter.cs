using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mycelium.Engine.Deployment;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes names of registered services. Offers nothing, rather than late, if the service manager does not answer at once.</summary>
public sealed class ServiceNameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionItem.Matching(Names().Select(name => new CompletionItem(name, name)), wordToComplete);

    private static IReadOnlyList<string> Names()
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        CancellationToken token = limit.Token;
        try
        {
            return Task.Run(() => ServiceManager.ForThisSystem().ListNamesAsync(token)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }
}
