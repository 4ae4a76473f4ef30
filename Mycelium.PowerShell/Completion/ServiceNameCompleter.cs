using System.Collections;
using Mycelium.Engine.Deployment;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes names of registered services. Offers nothing, rather than late, if the service manager does not answer at once.</summary>
public sealed class ServiceNameCompleter : StaticCompleter
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(500);

    private protected override IEnumerable<CompletionItem> Items(IDictionary parameters) => Names().Select(name => new CompletionItem(name, name));

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
