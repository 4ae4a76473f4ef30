using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that emits what comes from one or several nodes while it comes.</summary>
public abstract class MyceliumStreamCmdlet : MyceliumNodesCmdlet
{
    private readonly List<MyceliumNode> _nodes = [];
    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes the nodes of the present item; each is watched once.</summary>
    private protected void AddNodes()
    {
        _named.UnionWith((Node ?? []).Where(name => !NamePattern.IsPattern(name)));
        AddNodesTo(_nodes);
    }

    /// <summary>Hands over what the nodes bring until they end, the time is up, or <paramref name="take"/> returns false.</summary>
    /// <param name="source">Gives the stream of a node; its error becomes an error about that node, and the others go on; that it was
    /// stopped is none unless it was named.</param>
    /// <param name="limit">How long; null for as long as the user wants.</param>
    /// <param name="take">Takes an item, on the pipeline thread; false ends the stream.</param>
    private protected void Stream<T>(
        Func<MyceliumNode, CancellationToken, IAsyncEnumerable<T>> source, TimeSpan? limit, Func<T, bool> take)
    {
        var stream = new MergedStream<T>(_nodes, source, limit);
        try
        {
            while (Wait(stream.ReadAsync) is { } next)
            {
                if (next.Error is { ErrorId: MyceliumErrorId.NodeStopped } stopped && !_named.Contains(next.Node))
                {
                    // Nobody asked for this one: it is no longer one of those that run.
                    WriteVerbose(stopped.Message);
                }
                else if (next.Error is { } error)
                {
                    ForItem(next.Node, () => throw error);
                }
                else if (!take(next.Value!))
                {
                    return;
                }
            }
        }
        finally
        {
            stream.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
