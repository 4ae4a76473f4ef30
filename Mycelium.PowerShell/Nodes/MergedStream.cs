using System.Threading.Channels;
using Mycelium.Engine;
using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Streams of several nodes as one, in the order in which their items come. One reader; who reads slowly holds the streams
/// up.</summary>
internal sealed class MergedStream<T> : IAsyncDisposable
{
    private const int Capacity = 256;

    private readonly Channel<StreamItem<T>> _queue = Channel.CreateBounded<StreamItem<T>>(Capacity);

    private readonly CancellationTokenSource _end;
    private readonly Task _pumps;

    /// <summary>Starts all streams.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="source">Gives the stream of a node.</param>
    /// <param name="limit">When they end by themselves; null for never.</param>
    internal MergedStream(
        IEnumerable<MyceliumNode> nodes, Func<MyceliumNode, CancellationToken, IAsyncEnumerable<T>> source, TimeSpan? limit)
    {
        _end = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan);
        CancellationToken token = _end.Token;
        _pumps = Task.WhenAll(nodes.Select(node => Task.Run(() => PumpAsync(node, source(node, token), token), CancellationToken.None)));
        _ = _pumps.ContinueWith(
            _ => _queue.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for the next item, or for the error with which the stream of a node ended; null when all have ended.</summary>
    internal async Task<StreamItem<T>?> ReadAsync(CancellationToken cancellationToken)
    {
        bool isMore = await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        return isMore && _queue.Reader.TryRead(out StreamItem<T>? next) ? next : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _pumps.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task PumpAsync(MyceliumNode node, IAsyncEnumerable<T> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (T item in stream.ConfigureAwait(false))
            {
                await _queue.Writer.WriteAsync(new(node.Name, item, null), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (MyceliumException exception)
        {
            await _queue.Writer.WriteAsync(new(node.Name, default, exception), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader has seen enough, or the time is up.
        }
    }
}
