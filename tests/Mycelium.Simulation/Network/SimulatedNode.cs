using Mycelium.Engine;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Simulation.Network;

/// <summary>A node: the product's router, peer table and forwarding table, driven as its control loop drives them.</summary>
internal sealed partial class SimulatedNode
{
    private const ushort StaticCost = 10;

    // As the control loop of the product has them.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan JumpTolerance = TimeSpan.FromSeconds(3);

    // Timers of an operating system are not finer.
    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(1);

    private readonly SimulatedNetwork _network;
    private readonly Random _random;
    private readonly Dictionary<Endpoint, SimulatedEdge> _peerEdges = [];
    private readonly Queue<Action> _held = new();
    private readonly Queue<Action> _posted = new();
    private readonly Queue<(Ipv6Address Address, RouteNeed Need)> _postedNeeds = new();
    private readonly Action _wake;
    private readonly RouterOptions _options;
    private ClockWatch _watch = new(JumpTolerance);
    private TimeSpan _wakeAt = TimeSpan.MaxValue;
    private TimeSpan _turnDue;
    private TimeSpan _clockOffset;

    internal SimulatedNode(SimulatedNetwork network, int number, int seed, RouterOptions options)
    {
        _network = network;
        _options = options;
        Number = number;
        var key = new byte[PublicKey.Size];
        new Random(number).NextBytes(key);
        Key = new PublicKey(key);
        Address = Key.Address;
        _random = new Random(seed);
        _wake = Wake;
    }

    internal int Number { get; }

    internal PublicKey Key { get; }

    internal Ipv6Address Address { get; }

    internal Router Router { get; private set; } = null!;

    internal PeerTable Peers { get; private set; } = null!;

    internal ForwardingTable Forwarding { get; private set; } = null!;

    internal Dictionary<LinkId, LinkEnd> Links { get; } = [];

    /// <summary>Whether the node watches its links; otherwise it is like one of the protocol's other implementations.</summary>
    internal bool WatchesLinks => _options.Health is not null;

    /// <summary>How often the node has started.</summary>
    internal int Starts { get; private set; }

    internal bool IsRunning { get; private set; }

    /// <summary>Whether the machine answers for the node.</summary>
    internal bool IsPowered { get; private set; } = true;

    /// <summary>How many pauses the node is in.</summary>
    internal int Pauses { get; private set; }

    /// <summary>Since when the node takes part without a stop.</summary>
    internal TimeSpan ActiveSince { get; private set; }

    /// <summary>The node's own monotonic clock.</summary>
    internal TimeSpan Clock => _network.Now + _clockOffset;

    /// <summary>Whether the node takes part now.</summary>
    internal bool IsActive => IsRunning && Pauses == 0;

    /// <summary>Gives the node somebody to dial.</summary>
    internal void AddPeer(SimulatedEdge edge) => _peerEdges.Add(Endpoint.Memory($"node-{edge.Opposite(this).Number}"), edge);

    /// <summary>Starts with nothing but the key, under a new router id.</summary>
    internal void Start()
    {
        Starts++;
        IsRunning = true;
        IsPowered = true;
        ActiveSince = _network.Now;
        _clockOffset = -_network.Now;
        _watch = new ClockWatch(JumpTolerance);
        _watch.HasJumped(Clock, _network.TimeOfDay, Clock);
        foreach (LinkEnd old in Links.Values) { old.IsAttached = false; }

        Links.Clear();
        ClearPackets();
        var self = RouterId.Create(Key, (ulong)((Number << 8) + Starts));
        Router = new Router(_options, self, Clock);
        Peers = new PeerTable(_network.PeerTableOptions, self, _random.Next());
        Forwarding = new ForwardingTable();
        _network.Trace?.Write(_network.Now, $"{Number} starts as {Starts}");
        foreach (Endpoint endpoint in _peerEdges.Keys) { Peers.Add(endpoint, PeerKind.Static, Clock, _network.PeerEffects); }

        CarryOutPeerEffects();
        EndTurn(isAll: true);
    }

    /// <summary>Ends at once.</summary>
    /// <param name="isSilent">Whether the machine goes with it, so that nobody is told.</param>
    internal void Stop(bool isSilent)
    {
        if (!IsRunning) { return; }

        IsRunning = false;
        IsPowered = !isSilent;
        _held.Clear();
        foreach (LinkEnd end in Links.Values)
        {
            if (isSilent)
            {
                end.Vanish();
            }
            else
            {
                end.Close();
            }
        }
    }

    internal void Pause()
    {
        if (Pauses++ == 0) { _turnDue = Clock + LongestWait; }
    }

    /// <summary>Goes on after a pause with what came meanwhile, and as always what is due first.</summary>
    /// <param name="lost">Time in which the clock stood still.</param>
    internal void Resume(TimeSpan lost)
    {
        Pauses--;
        _clockOffset -= lost;
        if (Pauses == 0) { ActiveSince = _network.Now; }

        if (!IsActive) { return; }

        LookAtClock(_turnDue);
        BeginTurn();
        EndTurn(isAll: true);
        while (IsActive && _held.TryDequeue(out Action? work)) { work(); }
    }

    internal void JumpClock(TimeSpan by)
    {
        TimeSpan due = Clock + LongestWait;
        _clockOffset += by;
        if (!IsActive) { return; }

        LookAtClock(due);
        BeginTurn();
        EndTurn(isAll: true);
    }

    /// <summary>The operating system tells that the network of the machine is another one now.</summary>
    internal void HandleNetworkChanged()
    {
        HandleRouter(RouterEvent.NetworkChanged());
        RedialPeers();
    }

    /// <summary>Runs something on the control loop, now or after the pause.</summary>
    internal void Post(Action work)
    {
        if (!IsRunning) { return; }

        if (Pauses > 0)
        {
            int start = Starts;
            _held.Enqueue(() =>
            {
                if (Starts == start) { Post(work); }
            });
            return;
        }

        BeginTurn();
        work();
        EndTurn(isAll: true);
    }

    /// <summary>Takes what has arrived at this end of a connection.</summary>
    internal void Receive(LinkEnd end)
    {
        if (Pauses > 0)
        {
            while (end.Other.TryTakeArrived(out Frame held)) { Hold(end, held); }

            return;
        }

        BeginTurn();
        while (end.Other.TryTakeArrived(out Frame frame)) { Handle(end, frame); }

        EndTurn(isAll: false);
    }

    /// <summary>The other end does not know a connection of this node.</summary>
    internal void Reset(LinkEnd end)
    {
        if (end.IsAlive) { Post(() => Lose(end, "Reset by the other end.")); }
    }

    /// <summary>Where packets to an address go; null if nowhere.</summary>
    internal LinkEnd? NextHop(Ipv6Address address) =>
        IsRunning && Forwarding.Find(address) is { } entry ? Links.GetValueOrDefault(entry.NextHop) : null;

    private void Hold(LinkEnd end, Frame frame) => _held.Enqueue(() =>
    {
        if (!end.IsAlive) { return; }

        BeginTurn();
        Handle(end, frame);
        EndTurn(isAll: false);
    });

    private void Handle(LinkEnd end, in Frame frame)
    {
        if (!end.IsAttached) { return; }

        end.ReceivedBytes += frame.Size;
        switch (frame.Kind)
        {
            case FrameKind.Control:
                _network.NoteTouched(frame.Tlv);
                HandleRouter(RouterEvent.TlvReceived(end.Id, frame.Tlv));
                break;
            case FrameKind.Data:
                HandlePacket(frame.Packet!);
                break;
            default:
                Lose(end, "Closed by the other end.");
                break;
        }
    }

    private void Wake()
    {
        _wakeAt = TimeSpan.MaxValue;
        if (!IsActive) { return; }

        bool isDue = NextDeadline() <= Clock;
        if (isDue) { BeginTurn(); }

        EndTurn(isAll: isDue);
    }

    private TimeSpan NextDeadline()
    {
        TimeSpan next = Router.NextDeadline;
        return Peers.NextDeadline < next ? Peers.NextDeadline.Value : next;
    }

    private void BeginTurn()
    {
        if (Router.NextDeadline <= Clock)
        {
            _network.TouchesAll = true;
            ObserveLinks(all: false);
            Router.HandleTimers(Clock, _network.RouterEffects);
            CarryOutRouterEffects();
        }

        if (Peers.NextDeadline <= Clock)
        {
            Peers.HandleTimers(Clock, _network.PeerEffects);
            CarryOutPeerEffects();
        }
    }

    private void ObserveLinks(bool all)
    {
        if (!WatchesLinks) { return; }

        foreach (LinkEnd end in Links.Values)
        {
            if (!all && !Router.IsLookDue(end.Id, Clock)) { continue; }

            Router.Handle(RouterEvent.LinkObserved(end.Id, end.Activity), Clock, _network.RouterEffects);
        }
    }

    private void LookAtClock(TimeSpan due)
    {
        if (!_watch.HasJumped(Clock, _network.TimeOfDay, due)) { return; }

        _network.Trace?.Write(_network.Now, $"{Number} wakes");
        _network.TouchesAll = true;
        ObserveLinks(all: true);
        HandleRouter(RouterEvent.Woke());
        RedialPeers();
    }

    private void RedialPeers()
    {
        Peers.NetworkChanged(Clock, _network.PeerEffects);
        CarryOutPeerEffects();
    }

    private void EndTurn(bool isAll)
    {
        while (_posted.Count > 0 || _postedNeeds.Count > 0)
        {
            if (_posted.TryDequeue(out Action? work)) { work(); }

            if (_postedNeeds.TryDequeue(out (Ipv6Address Address, RouteNeed Need) item))
            {
                _network.Touched.Add(item.Address.Subnet);
                HandleRouter(RouterEvent.RouteNeeded(item.Address, item.Need));
            }
        }

        if (isAll) { _network.TouchesAll = true; }

        _network.EndTurn(this);
        TimeSpan next = Agenda.RoundUp(NextDeadline() - _clockOffset, TimerGrain);
        if (next < _wakeAt)
        {
            _wakeAt = next;
            _network.Agenda.At(next, _wake);
        }
    }
}
