using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;

namespace Mycelium.Engine;

/// <content>Streams of what changes.</content>
public sealed partial class MyceliumNode
{
    // Between two looks at a table. What changes and changes back meanwhile is not seen.
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);

    // So many times as long as a look took: a large table that changes all the time must not keep the node from its work.
    private const int LookShare = 10;

    private const int EventCapacity = 1024;

    /// <summary>Gives the rows of the routing table, and then each change, at most ten looks a second.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeStopped"/> or <see cref="MyceliumErrorId.NodeFailed"/>, when the
    /// node ends.</exception>
    public IAsyncEnumerable<RouteChange> WatchRoutesAsync(CancellationToken cancellationToken = default) => WatchAsync(
        GetRoutesAsync,
        new TableWatch<RouteSnapshot>(
            route => (route.Subnet, route.NextHop, route.RouterId),
            (before, now) => (before.State, before.Metric) == (now.State, now.Metric)),
        (time, kind, now, before) => new RouteChange { Time = time, Kind = kind, Route = now, Previous = before },
        cancellationToken);

    /// <summary>Gives the rows of the peer table, and then each change, at most ten looks a second.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeStopped"/> or <see cref="MyceliumErrorId.NodeFailed"/>, when the
    /// node ends.</exception>
    public IAsyncEnumerable<PeerChange> WatchPeersAsync(CancellationToken cancellationToken = default) => WatchAsync(
        GetPeersAsync,
        new TableWatch<PeerSnapshot>(
            peer => peer.Endpoint,
            (before, now) => (before.State, before.IsSuspect, before.PublicKey, before.FixedCost, before.LastError)
                == (now.State, now.IsSuspect, now.PublicKey, now.FixedCost, now.LastError)),
        (time, kind, now, before) => new PeerChange { Time = time, Kind = kind, Peer = now, Previous = before },
        cancellationToken);

    /// <summary>The latest events, at most 1000, in order; also after the end of the node.</summary>
    public IReadOnlyList<NodeEvent> GetEvents() => Events.Past();

    /// <summary>Gives the events from now on until the node has ended; who takes them too slowly loses the oldest.</summary>
    /// <param name="includePast">Whether the latest events, as of <see cref="GetEvents"/>, come first.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<NodeEvent> WatchEventsAsync(
        bool includePast = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var options = new BoundedChannelOptions(EventCapacity) { FullMode = BoundedChannelFullMode.DropOldest };
        var queue = Channel.CreateBounded<NodeEvent>(options);
        void Take(object? sender, NodeEvent item) => queue.Writer.TryWrite(item);
        EventRaised += Take;
        try
        {
            // Read after the subscription: an event can be in both, and none is in neither.
            IReadOnlyList<NodeEvent> past = includePast ? GetEvents() : [];
            var seen = new HashSet<NodeEvent>(past, ReferenceEqualityComparer.Instance);
            foreach (NodeEvent item in past) { yield return item; }

            _ = Completion.ContinueWith(
                _ => queue.Writer.TryComplete(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            await foreach (NodeEvent item in queue.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!seen.Remove(item)) { yield return item; }
            }
        }
        finally
        {
            EventRaised -= Take;
        }
    }

    private async IAsyncEnumerable<TChange> WatchAsync<TRow, TChange>(
        Func<CancellationToken, Task<IReadOnlyList<TRow>>> read,
        TableWatch<TRow> watch,
        Func<DateTimeOffset, ChangeKind, TRow, TRow?, TChange> make,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRow : class
    {
        while (true)
        {
            // Asked for before the look, so that no change between the two is missed.
            Task change = WaitForChangeAsync(cancellationToken);
            long start = _time.GetTimestamp();
            IReadOnlyList<TRow> rows = await read(cancellationToken).ConfigureAwait(false);
            TimeSpan pause = LookShare * _time.GetElapsedTime(start);
            DateTimeOffset now = _time.GetUtcNow();
            foreach ((ChangeKind kind, TRow row, TRow? previous) in watch.Look(rows)) { yield return make(now, kind, row, previous); }

            await change.ConfigureAwait(false);
            await Task.Delay(pause > LookPause ? pause : LookPause, _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
