using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>What comes in from neighbours.</content>
internal sealed partial class PacketLoop
{
    private void Attach(LinkPort port, TimeSpan now)
    {
        _ports.Add(port);
        _setups.Enqueue((port, now + SetupTime));
        Watch(port);
        Signal(port);
        port.Link.SetReadySignal(() =>
        {
            if (Signal(port)) { _poller.Wake(); }
        });
    }

    // What the system watches a link for, if it has a handle.
    private void Watch(LinkPort port)
    {
        if (port.Link.PollHandle < 0 || port.IsClosed) { return; }

        bool isWatched = _poller.TryWatch(port.Link.PollHandle, port.Id.Value, read: port.HeldControl.IsEmpty, write: port.WantsReadiness);
        if (!isWatched) { Close(port, "The system can't watch another connection."); }
    }

    // Any thread; true if it was not marked.
    private bool Signal(LinkPort port)
    {
        if (port.Link.PollHandle >= 0 || !port.Signal()) { return false; }

        _signals.Enqueue(port);
        return true;
    }

    private void HandleHeld(TimeSpan now)
    {
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            LinkPort port = _held[i];
            if (!port.IsClosed && !TakeControl(port, port.HeldControl.Span, out int taken))
            {
                port.HeldControl = port.HeldControl[taken..];
                continue;
            }

            port.HeldControl = default;
            _held.RemoveAt(i);
            if (port.IsClosed) { continue; }

            int length = port.TakeKept(_receive);
            HandleInput(port, length, now);
            Watch(port);
            Signal(port);
        }
    }

    private void ReadReady(TimeSpan now)
    {
        foreach ((int token, bool canRead, bool canWrite) in _poller.Ready)
        {
            if (token == TunnelToken)
            {
                ReadTunnel(now);
            }
            else if (_ports.Find(new LinkId(token)) is { } port)
            {
                Serve(port, canRead, canWrite, now);
            }
        }
    }

    private void ReadSignalled(TimeSpan now)
    {
        if (Interlocked.Exchange(ref _tunnelSignal, 0) != 0) { ReadTunnel(now); }

        // Those that signal meanwhile have the next turn.
        for (int left = _signals.Count; left > 0 && _signals.TryDequeue(out LinkPort? port); left--)
        {
            if (port.TakeSignal() && !port.IsClosed) { Serve(port, canRead: true, canWrite: true, now); }
        }
    }

    private void Serve(LinkPort port, bool canRead, bool canWrite, TimeSpan now)
    {
        if (canWrite)
        {
            port.NoteReady();
            _ports.List(port);
        }

        if (canRead && port.HeldControl.IsEmpty) { Receive(port, now); }
    }

    private void Receive(LinkPort port, TimeSpan now)
    {
        int kept = port.TakeKept(_receive);
        IoStatus status = port.Link.TryReceive(_receive.AsSpan(kept), out int count);
        switch (status)
        {
            case IoStatus.Done:
                port.Counters.ReceivedBytes += count;
                Counters.LinkReads++;
                HandleInput(port, kept + count, now);

                // A link that signals does so once: there may be more.
                Signal(port);

                break;
            case IoStatus.WouldBlock:
                port.Keep(_receive.AsSpan(0, kept));
                break;
            case IoStatus.Closed:
                Close(port, "The other side closed the connection.");
                break;
            default:
                Close(port, port.Link.FailureReason ?? "The connection broke.");
                break;
        }
    }

    private void HandleInput(LinkPort port, int length, TimeSpan now)
    {
        HandleFrames(port, length, now);
        _path.CompleteOpening(now);

        // What the host gets lies in the buffer that the next link's input comes to.
        _path.FlushHost();
    }

    private void HandleFrames(LinkPort port, int length, TimeSpan now)
    {
        Span<byte> input = _receive.AsSpan(0, length);
        var cursor = new FrameCursor(input);
        int taken = 0;
        while (true)
        {
            switch (cursor.Read(out Span<byte> frame))
            {
                case FrameStatus.Data:
                    Counters.LinkReadFrames++;
                    _path.HandleFrame(frame, port, now);
                    break;
                case FrameStatus.Control when TakeControl(port, frame, out taken):
                    break;
                case FrameStatus.Control:
                    port.HeldControl = frame[taken..].ToArray();
                    _held.Add(port);
                    port.Keep(input[cursor.Consumed..]);
                    Watch(port);
                    return;
                case FrameStatus.Skipped:
                    CountSkipped(port);
                    break;
                case FrameStatus.NeedMore:
                    port.Keep(input[cursor.Consumed..]);
                    return;
                default:
                    CountSkipped(port);
                    Close(port, "It does not speak this protocol.");
                    return;
            }
        }
    }

    // False if the control loop has no room: so many bytes were taken, the rest is to be held.
    private bool TakeControl(LinkPort port, ReadOnlySpan<byte> body, out int taken)
    {
        var reader = new TlvReader(body);
        taken = body.Length - reader.Rest.Length;
        while (reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value))
        {
            if (!ControlTlv.TryRead(type, value, out ControlTlv tlv))
            {
                CountSkipped(port);
                taken = body.Length - reader.Rest.Length;
                continue;
            }

            port.HasSpoken = true;
            if (!_events.TryTlvReceived(port.Id, tlv)) { return false; }

            taken = body.Length - reader.Rest.Length;
        }

        if (reader.IsTruncated) { CountSkipped(port); }

        return true;
    }

    private void CountSkipped(LinkPort port)
    {
        port.Counters.SkippedInput++;
        Counters.SkippedInput++;
    }
}
