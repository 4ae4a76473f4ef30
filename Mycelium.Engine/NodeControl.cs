using Mycelium.Engine.Configuration;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <summary>
/// The control loop of a node: the one owner of router, peer table and links. Everybody else posts to its inbox. It carries out
/// the effects of router and peer table, and decides nothing about routes or peers itself.
/// </summary>
internal sealed partial class NodeControl : IAsyncDisposable
{
    // Between two looks at the timers and at other work, so that a flood of input holds up neither.
    private const int InputBatch = 1024;
    private const int ClockEach = 16;
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(50);

    // The data thread looks at the clocks each second, so this thread can sleep.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Both threads may see the same sleep.
    private static readonly TimeSpan WakePause = TimeSpan.FromSeconds(3);

    // While input waits that may not be taken yet, because of its sender or of the data thread.
    private static readonly TimeSpan RestPause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan JumpTolerance = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan EventsLimit = TimeSpan.FromMilliseconds(500);

    private readonly ControlInbox _inbox;
    private readonly NodeClock _clock;
    private readonly ClockWatch _watch = new(JumpTolerance);
    private readonly ClockWatch _tickWatch = new(JumpTolerance);
    private readonly NodeIdentity _identity;
    private readonly RouterId _routerId;
    private readonly ITunnel _tunnel;
    private readonly bool _watchesLinks;
    private readonly Router _router;
    private readonly PeerTable _peers;
    private readonly PeeringService _peering;
    private readonly PacketLoop _packets;
    private readonly ForwardingTable _forwarding = new();
    private readonly HalfOpenLinks _halfOpen = new();
    private readonly EffectList _routerEffects = new();
    private readonly List<PeerEffect> _peerEffects = [];
    private readonly Dictionary<LinkId, NodeLink> _links = [];
    private readonly LinkTotals _linkTotals = new();
    private readonly NodeMeter _meter;
    private readonly NodeDescription _description;
    private readonly NodeEventHub _events;
    private readonly TimeProvider _time;
    private readonly Task _loop;
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;
    private bool _isStopping;
    private bool _isOpen;
    private bool _hasChanged;
    private long _reportedChanges;
    private TimeSpan _nextTurn = TimeSpan.MaxValue;
    private string? _failure;

    /// <summary>Takes over identity and tunnel; opens nothing else before <see cref="Open"/>.</summary>
    internal NodeControl(
        NodeDescription description, NodeIdentity identity, ITunnel tunnel, NodeOptions options, int seed, NodeEventHub events)
    {
        _description = description;
        _identity = identity;
        _routerId = description.RouterId;
        _tunnel = tunnel;
        _watchesLinks = options.LinkHealth;
        _events = events;
        _clock = description.Clock;
        _time = options.TimeProvider;
        _inbox = new ControlInbox(options.TimeProvider);
        _router = new Router(ToRouterOptions(options), _routerId, _clock.Now);
        _deliveries = new DeliveryWatch(_router);
        _probeSizes = new Random(seed);
        _peers = new PeerTable(new PeerTableOptions { MaximumInbound = options.MaximumInboundPeers }, _routerId, seed)
        {
            IsAnswering = link => _links.TryGetValue(link, out NodeLink? known) && known.Counters.ReceivedBytes > known.ReceivedBefore,
        };
        _packets = new PacketLoop(identity, _forwarding, tunnel, this, options.TimeProvider, () => _clock.Now) { Ticked = WatchClocks };
        _meter = new NodeMeter(description.Name, _packets.Counters, _linkTotals);
        var transports = new Dictionary<TransportScheme, ITransport> { [TransportScheme.Tcp] = new TcpTransport(options.TimeProvider) };
        if (options.MemoryTransport is { } memory) { transports.Add(TransportScheme.Memory, memory); }

        _peering = new PeeringService(transports, this, options.TimeProvider);
        _loop = RunAsync();
    }

    /// <summary>Completes when the loop has ended: the node was stopped or has failed.</summary>
    internal Task Ended => _loop;

    /// <summary>Whether the identity outlives the node: it was given by a caller whose start failed.</summary>
    internal bool LeavesIdentity { get; set; }

    /// <summary>The node after its end; null while it runs.</summary>
    internal NodeSnapshot? FinalSnapshot { get; private set; }

    internal int Mtu => _tunnel.Mtu;

    internal string? InterfaceName => _tunnel.InterfaceName;

    private DataPlaneCounters DataCounters => _packets.Counters;

    /// <summary>Opens the listeners and starts the data thread; returns where the node listens.</summary>
    /// <exception cref="MyceliumException">A listener can't be opened; the caller disposes this object.</exception>
    internal IReadOnlyList<Endpoint> Open(IEnumerable<Endpoint> listeners)
    {
        List<Endpoint> opened = [.. listeners.Select(_peering.Listen)];
        _packets.Start(_description.Name);
        _isOpen = true;
        return opened;
    }

    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>: the node was given no such transport.</exception>
    internal void RefuseUnusable(Endpoint endpoint) => _peering.RefuseUnusable(endpoint);

    internal void StartDiscovery(DiscoveryOptions options) => _peering.StartDiscovery(options);

    internal void Ping(EchoRequest request)
    {
        if (_isClosed) { throw Stopped(); }

        _packets.Ping(request);

        // The data thread may have ended in between, and answers nobody then.
        if (_isClosed) { request.Complete(EchoStatus.TimedOut); }
    }

    /// <summary>Runs a question on the control loop.</summary>
    /// <exception cref="MyceliumException">What the question throws, or <see cref="MyceliumErrorId.NodeStopped"/>.</exception>
    internal Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _inbox.Post(() => Answer(question, answer));
        if (_isClosed) { answer.TrySetException(Stopped()); }

        return answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Completes when peers or routes have changed after this call, or the node has ended.</summary>
    internal Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        Task change = Volatile.Read(ref _change).Task;
        return _isClosed ? Task.CompletedTask : change.WaitAsync(cancellationToken);
    }

    /// <summary>Ends everything: sends retractions, closes, wipes. Safe to call again, and from several threads.</summary>
    public async ValueTask DisposeAsync()
    {
        _inbox.Post(() => _isStopping = true);
        await _loop.ConfigureAwait(false);
    }

    private static RouterOptions ToRouterOptions(NodeOptions options)
    {
        RouterOptions timing = options.LinkHealth ? new RouterOptions() : RouterOptions.Regular;
        return timing with { MaximumDestinations = options.MaximumRoutes, MaximumRoutesPerLink = options.MaximumRoutesPerPeer };
    }

    // On a thread of its own: for the pool's threads, each wait would wake several.
    private async Task RunAsync()
    {
        await Task.Factory
            .StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    private void Run()
    {
        try
        {
            while (!_isStopping && _failure is null)
            {
                _inbox.Wait(TimeToWait());
                if (_packets.IsBehind) { Thread.Sleep(RestPause); }

                RunTurn();
            }
        }
#pragma warning disable CA1031 // Our own fault must end this node only: it is reported, and the process goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = Describe(exception);
        }
    }

    private TimeSpan TimeToWait()
    {
        TimeSpan next = _router.NextDeadline;
        next = _deliveries.NextDeadline < next ? _deliveries.NextDeadline : next;
        if (_peers.NextDeadline < next) { next = _peers.NextDeadline.Value; }

        TimeSpan now = _clock.Now;
        TimeSpan wait = next - now < LongestWait ? next - now : LongestWait;
        if (_inbox.HasResting && wait > RestPause) { wait = RestPause; }

        _nextTurn = wait > TimeSpan.Zero ? now + wait : now;
        return wait;
    }

    private void RunTurn()
    {
        if (_watch.HasJumped(_clock.Now, _time.GetUtcNow(), _nextTurn)) { Wake(); }

        while (!_isStopping && _inbox.TryTakeWork(out Action? work)) { work(); }

        // First what is due: input that came late must not meet routes that should be gone.
        HandleTimers();
        _inbox.EndRest();
        TimeSpan now = _clock.Now;
        for (int i = 0; i < InputBatch && !_packets.IsBehind && _inbox.TryTake(now, out ControlInput input); i++)
        {
            HandleInput(input);
            if (i % ClockEach == 0 && _clock.Now - now > LongestBatch) { break; }
        }

        if (_inbox.TakeRefusal()) { _packets.Resume(); }

        if (_hasChanged)
        {
            _hasChanged = false;
            SignalChange();
        }
    }

    private void HandleInput(in ControlInput input)
    {
        if (!input.IsTlv && input.Need == RouteNeed.Delivery)
        {
            NoteDelivery(input.Address);
        }
        else if (!input.IsTlv)
        {
            HandleRouter(RouterEvent.RouteNeeded(input.Address, input.Need));
            _hasChanged |= input.Need != RouteNeed.Use;
        }
        else if (_links.ContainsKey(input.Link))
        {
            _halfOpen.Remove(input.Link);
            HandleRouter(RouterEvent.TlvReceived(input.Link, input.Tlv));

            // A route that is not selected changes the table without an effect.
            _hasChanged |= input.Tlv.Type == TlvType.Update;
        }
    }

    private void HandleTimers()
    {
        TimeSpan now = _clock.Now;
        bool mustWait = _router.IsLosingRoutes && _packets.IsBehind;
        if (_router.NextDeadline <= now && !mustWait)
        {
            ObserveLinks(all: false);
            _router.HandleTimers(now, _routerEffects);
            CarryOutRouterEffects();
        }

        // Also what changed without an effect, such as a fallback that expired.
        _hasChanged |= _router.Changes != _reportedChanges;
        _reportedChanges = _router.Changes;

        HandleDeliveries();
        _peers.HandleTimers(now, _peerEffects);
        CarryOutPeerEffects();
    }

    // Whatever goes wrong on the way, at the end everybody who waits is answered.
    private async Task EndAsync()
    {
        _isStopping = true;
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure ??= Describe(exception);
        }

        FinalSnapshot = Outline(_failure is null ? NodeState.Stopped : NodeState.Failed, _failure);
        _isClosed = true;
        DiscardWork();
        _meter.Dispose();
        _inbox.Dispose();
        SignalChange();
        if (_failure is null)
        {
            _events.Raise(NodeEventSeverity.Information, "node", "Stopped.");
        }
        else
        {
            _events.Raise(NodeEventSeverity.Error, "node", $"Failed: {_failure}");
        }

        await EndEventsAsync().ConfigureAwait(false);
    }

    // Work that was posted meanwhile disposes the connections that it brings, or answers that the node is stopped.
    private void DiscardWork()
    {
        while (_inbox.TryTakeWork(out Action? work))
        {
            try
            {
                work();
            }
#pragma warning disable CA1031 // The others must be answered all the same.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _events.Raise(NodeEventSeverity.Error, "node", Describe(exception));
            }
        }
    }

    private async Task CloseAsync()
    {
        if (_failure is null)
        {
            _router.Retire(_routerEffects);
            CarryOutRouterEffects();
        }

        _packets.Stop();
        await _peering.DisposeAsync().ConfigureAwait(false);
        if (_isOpen)
        {
            await _packets.Ended.ConfigureAwait(false);
        }
        else
        {
            _packets.Dispose();
        }

        if (!LeavesIdentity) { _identity.Dispose(); }
    }

    // A subscriber that is slow, or waits for this very end, holds it up only so long.
    private async Task EndEventsAsync()
    {
        try
        {
            await _events.DisposeAsync().AsTask().WaitAsync(EventsLimit, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
        }
    }

    private static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    private void Answer<T>(Func<T> question, TaskCompletionSource<T> answer)
    {
        if (_isClosed)
        {
            answer.TrySetException(Stopped());
            return;
        }

        try
        {
            answer.TrySetResult(question());
        }
        catch (Exception exception)
        {
            answer.TrySetException(exception);
            if (exception is not MyceliumException) { throw; }
        }
    }

    private void SignalChange()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _change, next).TrySetResult();
    }

    /// <summary>Why nothing can be asked of the node any more.</summary>
    internal MyceliumException Stopped() => _failure is null
        ? new MyceliumException(
            MyceliumErrorId.NodeStopped, $"The node '{_description.Name}' was stopped.", "Start it again with Start-MyceliumNode.")
        : new MyceliumException(
            MyceliumErrorId.NodeFailed,
            $"The node '{_description.Name}' has failed: {_failure}",
            "Start it again with Start-MyceliumNode.");
}
