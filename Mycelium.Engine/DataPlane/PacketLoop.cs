using System.Collections.Concurrent;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>
/// The data thread of a node: owns the tunnel and all connections, moves packets in batches, and never waits but in one place.
/// Other threads talk to it by commands. Tests call <see cref="RunTurn"/> themselves and start no thread.
/// </summary>
internal sealed partial class PacketLoop : IDisposable
{
    private const int ReceiveBufferSize = 256 * 1024;

    // Links have their identifiers, which are positive.
    private const int TunnelToken = -1;

    // Packets of the host in one turn: enough that a run of small ones costs few waits, too few to keep the links waiting.
    private const int TunnelBatch = 128;

    // Between two looks at links and tunnel, so that a flood of commands holds up neither.
    private const int CommandBatch = 4096;

    // Commands that wait for this thread, beyond which the control loop takes no input: each can bring as many more as there are links.
    private const int MaximumCommands = 32_768;

    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(500);

    /// <summary>A connection that brings no valid control packet for so long is closed: an honest node announces itself at once.</summary>
    internal static readonly TimeSpan SetupTime = TimeSpan.FromSeconds(10);

    /// <summary>Time between calls of <see cref="Ticked"/>.</summary>
    internal static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan HeldRetry = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<LoopCommand> _commands = new();
    private readonly QueueBudget _control = new(LinkPort.TotalControlCapacity);
    private readonly byte[] _receive = GC.AllocateUninitializedArray<byte>(ReceiveBufferSize, pinned: true);
    private readonly FrameStore _store;
    private readonly List<LinkPort> _held = [];

    // Links that may be given more at a certain time, though nothing tells so.
    private readonly List<LinkPort> _timed = [];

    // Links without a handle that have something; each is in it once.
    private readonly ConcurrentQueue<LinkPort> _signals = new();
    private readonly Queue<(LinkPort Port, TimeSpan Due)> _setups = new();
    private readonly Poller _poller = Poller.Create();
    private readonly PortTable _ports = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PacketPath _path;
    private readonly SealingCrew? _crew;
    private readonly ForwardingTable _table;
    private readonly ITunnel _tunnel;
    private readonly IPacketLoopEvents _events;
    private readonly Func<TimeSpan> _clock;
    private int _commandCount;
    private TimeSpan? _stopAt;
    private TimeSpan? _nextTimers;
    private TimeSpan _nextTick;
    private int _tunnelSignal;
    private volatile bool _hasFinished;

    /// <summary>
    /// Takes over the tunnel; the identity stays the caller's, and must live until the loop has ended. Helpers are threads that seal and open
    /// besides the data thread; by default as many as the machine has processors to spare.
    /// </summary>
    internal PacketLoop(
        NodeIdentity identity,
        ForwardingTable table,
        ITunnel tunnel,
        IPacketLoopEvents events,
        TimeProvider time,
        Func<TimeSpan> clock,
        int? helpers = null)
    {
        _table = table;
        _tunnel = tunnel;
        _events = events;
        _clock = clock;
        if (tunnel.PollHandle >= 0) { _poller.Watch(tunnel.PollHandle, TunnelToken, read: true, write: false); }

        int helperCount = helpers ?? SealingCrew.UsualHelpers;
        _crew = helperCount > 0 ? new SealingCrew(helperCount) : null;
        _path = new PacketPath(identity, table, _ports, tunnel, events, time, _crew);
        _store = new FrameStore(Counters.Drop);
        tunnel.SetReadySignal(() =>
        {
            Volatile.Write(ref _tunnelSignal, 1);
            _poller.Wake();
        });
    }

    internal DataPlaneCounters Counters => _path.Counters;

    /// <summary>Called by the thread about each second, also when nothing happens; null lets it sleep.</summary>
    internal Action? Ticked { get; init; }

    /// <summary>Whether so many commands wait that no more should be caused.</summary>
    internal bool IsBehind => Volatile.Read(ref _commandCount) > MaximumCommands;

    /// <summary>Completes when the thread has ended and everything is closed and wiped.</summary>
    internal Task Ended => _ended.Task;

    internal void Start(string name) => new Thread(Run) { IsBackground = true, Name = $"mycelium {name}" }.Start();

    internal void AttachLink(LinkId id, ITransportLink link, LinkCounters counters) =>
        Post(new LoopCommand(LoopCommandKind.Attach, id, Subject: new LinkPort(id, link, counters, _control, _store)));

    internal void DetachLink(LinkId id, string reason) => Post(new LoopCommand(LoopCommandKind.Detach, id, Subject: reason));

    internal void SendControl(LinkId id, in ControlTlv tlv) => Post(new LoopCommand(LoopCommandKind.SendControl, id, tlv));

    internal void Release(Subnet subnet) => Post(new LoopCommand(LoopCommandKind.Release, Subnet: subnet));

    internal void Refuse(Subnet subnet) => Post(new LoopCommand(LoopCommandKind.Refuse, Subnet: subnet));

    internal void Wipe(ForwardingEntry entry) => Post(new LoopCommand(LoopCommandKind.Wipe, Subject: entry));

    internal void Ping(EchoRequest request) => Post(new LoopCommand(LoopCommandKind.Ping, Subject: request));

    /// <summary>Sends what waits, for half a second at most, closes and wipes everything, and ends the thread.</summary>
    internal void Stop() => Post(new LoopCommand(LoopCommandKind.Stop));

    /// <summary>Tells that there is room again for what was refused.</summary>
    internal void Resume() => _poller.Wake();

    /// <summary>Ends without a thread; for tests, and for a node whose start failed.</summary>
    public void Dispose() => Finish();

    /// <summary>Waits for something to do, if asked to, and does it. False when the loop has come to its end.</summary>
    internal bool RunTurn(bool mayWait)
    {
        TimeSpan? wait = mayWait ? TimeToWait() : TimeSpan.Zero;
        _poller.Wait(Ticked is not null && !(wait < Tick) ? Tick : wait);
        TimeSpan now = _clock();
        if (now >= _nextTick)
        {
            _nextTick = now + Tick;
            _store.Trim(now);
            Ticked?.Invoke();
        }

        HandleCommands(now);
        HandleHeld(now);
        ReadReady(now);
        ReadSignalled(now);
        HandleTimers(now);
        _path.FlushHost();
        FlushLinks(now);
        Counters.Turns++;
        Counters.TurnDuration.Record(_clock() - now);
        return _stopAt is not { } end || (now < end && HasPending());
    }

    private void Post(in LoopCommand command)
    {
        Interlocked.Increment(ref _commandCount);
        _commands.Enqueue(command);
        if (_hasFinished)
        {
            DiscardCommands();
        }
        else
        {
            _poller.Wake();
        }
    }

    private void Run()
    {
        try
        {
            while (RunTurn(mayWait: true)) { }

            Finish();
        }
#pragma warning disable CA1031 // A fault of this thread must end this node only: it is reported, and the process goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Finish();
            _events.Failed(exception);
        }
    }

    private void Finish()
    {
        foreach (LinkPort port in _ports.All) { port.Dispose(); }

        // Before the queue is emptied, so that what is posted from here on is discarded by who posts it.
        _hasFinished = true;
        DiscardCommands();
        foreach (ForwardingEntry entry in _table.All) { entry.Use?.SealingKey?.Dispose(); }

        try
        {
            _path.Echo.Stop();
            _crew?.Dispose();
            _tunnel.SetReadySignal(null);
            _tunnel.Dispose();
            _poller.Dispose();
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void DiscardCommands()
    {
        while (_commands.TryDequeue(out LoopCommand command))
        {
            Interlocked.Decrement(ref _commandCount);
            (command.Subject as LinkPort)?.Dispose();
            (command.Subject as ForwardingEntry)?.Use?.SealingKey?.Dispose();
            (command.Subject as EchoRequest)?.Complete(EchoStatus.TimedOut);
        }
    }

    /// <summary>How long the next wait may last; null if nothing but input can give something to do.</summary>
    internal TimeSpan? TimeToWait()
    {
        if (!_signals.IsEmpty || Volatile.Read(ref _tunnelSignal) != 0 || !_commands.IsEmpty) { return TimeSpan.Zero; }

        TimeSpan now = _clock();
        TimeSpan? due = _nextTimers;
        if (_stopAt is { } end && !(due < end)) { due = end; }

        if (NextSetupEnd() is { } setup && !(due < setup)) { due = setup; }

        foreach (LinkPort port in _timed)
        {
            if (port.NextFlush is { } flush && !(due < flush)) { due = flush; }
        }

        if (_held.Count > 0 && !(due < now + HeldRetry)) { due = now + HeldRetry; }

        return due - now;
    }

    private void HandleTimers(TimeSpan now)
    {
        for (int i = _timed.Count - 1; i >= 0; i--)
        {
            LinkPort port = _timed[i];
            if (port.NextFlush > now) { continue; }

            _timed.RemoveAt(i);
            _ports.List(port);
        }

        while (NextSetupEnd() <= now) { Close(_setups.Dequeue().Port, $"It sent nothing valid within {SetupTime.TotalSeconds:0} s."); }

        if (_nextTimers <= now)
        {
            _path.HandleTimers(now);
            _nextTimers = null;
        }

        if (_path.NextDeadline(now) is { } due && !(_nextTimers < due)) { _nextTimers = due; }
    }

    private TimeSpan? NextSetupEnd()
    {
        while (_setups.TryPeek(out (LinkPort Port, TimeSpan Due) setup))
        {
            if (!setup.Port.IsClosed && !setup.Port.HasSpoken) { return setup.Due; }

            _setups.Dequeue();
        }

        return null;
    }

    private void HandleCommands(TimeSpan now)
    {
        for (int i = 0; i < CommandBatch && _commands.TryDequeue(out LoopCommand command); i++)
        {
            Interlocked.Decrement(ref _commandCount);
            switch (command.Kind)
            {
                case LoopCommandKind.Attach: Attach((LinkPort)command.Subject!, now); break;
                case LoopCommandKind.Detach when _ports.Find(command.Link) is { } port: Detach(port, (string)command.Subject!, now); break;
                case LoopCommandKind.SendControl when _ports.Find(command.Link) is { } port: SendControl(port, command.Tlv, now); break;
                case LoopCommandKind.Release: _path.Release(command.Subnet, now); break;
                case LoopCommandKind.Refuse: _path.Refuse(command.Subnet, now); break;
                case LoopCommandKind.Wipe: ((ForwardingEntry)command.Subject!).Use?.SealingKey?.Dispose(); break;
                case LoopCommandKind.Ping: _path.Ping((EchoRequest)command.Subject!, now); break;
                case LoopCommandKind.Stop: _stopAt ??= now + StopTime; break;
                default: break;
            }
        }
    }

    private void Detach(LinkPort port, string reason, TimeSpan now)
    {
        port.Flush(now);
        Close(port, reason);
    }

    private void SendControl(LinkPort port, in ControlTlv tlv, TimeSpan now)
    {
        Span<byte> frame = stackalloc byte[ControlFrame.MaximumSize];
        bool isTaken = ControlFrame.TryWrite(tlv, frame, out int length)
            && (port.TryAddControl(frame[..length]) || (port.TryMakeRoom(now) && port.TryAddControl(frame[..length])));
        if (!isTaken)
        {
            CloseUnread(port);
            return;
        }

        _ports.List(port);
        if (!_control.HasRoom(0)) { CloseUnread(_ports.All.MaxBy(item => item.WaitingControl)!); }
    }

    // What it misses can't be repaired: better it comes back and learns all anew.
    private void CloseUnread(LinkPort port)
    {
        Counters.UnreadLinks++;
        Close(port, "It does not read what it is sent.");
    }

    private void ReadTunnel(TimeSpan now)
    {
        bool hasMore = _path.ReadHost(TunnelBatch, now);

        // A tunnel that signals did so once. A handle that is polled stays readable by itself.
        if (hasMore && _tunnel.PollHandle < 0) { Volatile.Write(ref _tunnelSignal, 1); }
    }

    private void FlushLinks(TimeSpan now)
    {
        List<LinkPort> listed = _ports.Listed;
        for (int i = 0; i < listed.Count; i++)
        {
            LinkPort port = listed[i];
            port.IsListed = false;
            if (port.IsClosed) { continue; }

            Counters.LinkWrites++;
            if (!port.IsBlocked && port.Flush(now) is IoStatus.Closed or IoStatus.Failed)
            {
                Close(port, port.Link.FailureReason ?? "The other side closed the connection.");
            }

            Watch(port);
            if (port.NextFlush is not null && !_timed.Contains(port)) { _timed.Add(port); }
        }

        listed.Clear();
    }

    private bool HasPending()
    {
        foreach (LinkPort port in _ports.All)
        {
            if (port.HasPending) { return true; }
        }

        return false;
    }

    private void Close(LinkPort port, string reason)
    {
        _ports.Remove(port);
        _poller.Forget(port.Id.Value);
        _timed.Remove(port);
        port.Dispose();
        _events.LinkClosed(port.Id, reason);
    }
}
