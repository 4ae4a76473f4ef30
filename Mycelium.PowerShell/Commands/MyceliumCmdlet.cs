using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.PowerShell.Errors;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>What all cmdlets share: waiting on the pipeline thread, stopping at Ctrl+C, and errors of single items.</summary>
public abstract class MyceliumCmdlet : PSCmdlet, IDisposable
{
    // Short waits show nothing.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled when the user stops the pipeline, for operations that go on from one item to the next.</summary>
    private protected CancellationToken StoppingToken => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) { _stopping.Dispose(); }
    }

    /// <summary>Cancels the operation that <c>Wait</c> waits for. Called on another thread.</summary>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet ended in the same moment.
        }
    }

    /// <summary>Runs an operation of the engine to its end, also when it is cancelled, so that nothing goes on unseen.</summary>
    /// <exception cref="PipelineStoppedException">The user stopped the pipeline.</exception>
    private protected T Wait<T>(Func<CancellationToken, Task<T>> operation, WaitProgress? progress = null)
    {
        CancellationToken token = _stopping.Token;
        Task<T> task = Task.Run(() => operation(token), CancellationToken.None);
        try
        {
            WriteDebug("Waits; Ctrl+C ends it.");
            while (progress is not null && !IsDone(task))
            {
                if (progress.Next() is { } record) { WriteProgress(record); }
            }

            if (progress?.Last() is { } last) { WriteProgress(last); }

            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (PipelineStoppedException)
        {
            // Writing the progress was refused because the pipeline stops; the operation has been told.
            Abandon(task);
            throw;
        }
        catch (ActionPreferenceStopException)
        {
            // A preference of the user ends the command at a message of it.
            _stopping.Cancel();
            Abandon(task);
            throw;
        }
    }

    /// <summary>Hands over each item of a stream of the engine, on the pipeline thread.</summary>
    private protected void ForEach<T>(Func<CancellationToken, IAsyncEnumerable<T>> source, Action<T> take)
    {
        IAsyncEnumerator<T> items = source(_stopping.Token).GetAsyncEnumerator();
        try
        {
            while (Wait(_ => items.MoveNextAsync().AsTask())) { take(items.Current); }
        }
        finally
        {
            items.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Does the work for one item; what the world refuses becomes the error of this item, and the rest goes on.</summary>
    private protected void ForItem(object? item, Action work)
    {
        try
        {
            work();
        }
        catch (MyceliumException exception)
        {
            WriteError(exception.ToErrorRecord(item));
        }
    }

    /// <summary>Handles each node that names, or patterns with wildcards, mean; null is the only one that runs. An error is about that node,
    /// and the others go on.</summary>
    private protected void ForEachNode(IEnumerable<string?> names, Action<NodeEntry> work)
    {
        foreach (string? name in names) { ForItem(name, () => ForEachNode(NodeRegistry.Shared.SelectAll(name), work)); }
    }

    /// <summary>Handles each node. An error is about that node, and the others go on.</summary>
    private protected void ForEachNode(IReadOnlyList<NodeEntry> entries, Action<NodeEntry> work)
    {
        foreach (NodeEntry entry in entries) { ForItem(entry.Name, () => work(entry)); }
    }

    /// <summary>Makes a filter of each text; what can't be understood is an error about that text, and left out.</summary>
    /// <returns>Null if there are no texts, so that nothing is filtered.</returns>
    [return: NotNullIfNotNull(nameof(texts))]
    private protected Func<T, bool>[]? Filters<T>(string[]? texts, Func<string, Func<T, bool>> parse)
    {
        if (texts is null) { return null; }

        var filters = new List<Func<T, bool>>();
        foreach (string text in texts) { ForItem(text, () => filters.Add(parse(text))); }

        return [.. filters];
    }

    /// <summary>The node of an entry.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    private protected MyceliumNode RunningNode(NodeEntry entry) => entry.IsFailed
        ? throw new MyceliumException(
            MyceliumErrorId.NodeFailed,
            $"The node '{entry.Name}' has failed: {Wait(entry.ReadAsync).Failure}",
            "Start it again with Start-MyceliumNode; the failed one makes place.")
        : entry.Node!;

    /// <summary>The file system path of a path that may be relative to the session's location or use its drives.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/> for a path of something else.</exception>
    private protected string FilePath(string path)
    {
        string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        RequireFileSystem(path, provider);
        return full;
    }

    // The path in another provider, taken for one of the file system, would mean a file somewhere else.
    private protected static void RequireFileSystem(string path, ProviderInfo provider)
    {
        if (provider.Name != "FileSystem")
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption,
                $"'{path}' is not in the file system, but in the provider {provider.Name}.",
                "Give the path of a file, or go to a folder with Set-Location.");
        }
    }

    private static bool IsDone(Task task) => Task.WhenAny(task, Task.Delay(ProgressInterval)).GetAwaiter().GetResult() == task;

    private void Abandon(Task task)
    {
        StopProcessing();
        Task.WhenAny(task).GetAwaiter().GetResult();
    }
}
