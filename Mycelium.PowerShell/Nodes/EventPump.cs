using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Turns a stream into events, for as long as somebody wants them. Any thread. Nothing foreign is called under its lock.</summary>
/// <param name="sender">Whose events they are.</param>
/// <param name="source">Gives the stream.</param>
/// <param name="isEvent">Which items are events.</param>
internal sealed class EventPump<T>(object sender, Func<CancellationToken, IAsyncEnumerable<T>> source, Predicate<T> isEvent)
{
    private readonly Lock _lock = new();
    private EventHandler<NodeEventArgs<T>>? _handlers;
    private CancellationTokenSource? _end;
    private int _wanted;

    /// <summary>Somebody wants the events; the first starts the stream.</summary>
    /// <param name="handler">Called for each event, one after the other, on any thread; what it throws ends nothing.</param>
    internal void Add(EventHandler<NodeEventArgs<T>>? handler)
    {
        CancellationTokenSource end;
        lock (_lock)
        {
            _handlers += handler;
            if (_wanted++ > 0) { return; }

            end = new CancellationTokenSource();
            _end = end;
        }

        // Begins on this thread, so that what happens right after the subscription is not missed.
        _ = RunAsync(end);
    }

    /// <summary>Somebody wants them no longer; the last ends the stream.</summary>
    internal void Remove(EventHandler<NodeEventArgs<T>>? handler)
    {
        CancellationTokenSource? end;
        lock (_lock)
        {
            _handlers -= handler;
            if (_wanted == 0 || --_wanted > 0) { return; }

            end = _end;
            _end = null;
        }

        try
        {
            end?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The node has ended before.
        }
    }

    private async Task RunAsync(CancellationTokenSource end)
    {
        using CancellationTokenSource own = end;
        try
        {
            await foreach (T item in source(own.Token).ConfigureAwait(false)) { Take(item); }
        }
        catch (Exception exception) when (exception is OperationCanceledException or MyceliumException)
        {
            // Nobody wants them any more, or the node has ended.
        }
    }

    private void Take(T item)
    {
        try
        {
            if (isEvent(item)) { _handlers?.Invoke(sender, new(item)); }
        }
#pragma warning disable CA1031 // A subscriber's fault must not end the stream for the others.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
