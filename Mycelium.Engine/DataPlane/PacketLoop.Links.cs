using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>What comes in from neighbours.</content>
internal sealed partial class PacketLoop
{
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
            port.Signal();
        }
    }

    private void ReadLinks(TimeSpan now)
    {
        foreach ((LinkPort port, int index) in _polled)
        {
            if (!port.IsClosed && _poller.IsReady(index)) { Serve(port, now); }
        }

        if (!_hasSignal) { return; }

        _ready.Clear();
        foreach (LinkPort port in _ports.All)
        {
            if (port.Link.PollHandle < 0 && port.HeldControl.IsEmpty && port.TakeSignal()) { _ready.Add(port); }
        }

        foreach (LinkPort port in _ready) { Serve(port, now); }
    }

    private void Serve(LinkPort port, TimeSpan now)
    {
        if (port.IsBlocked)
        {
            port.IsBlocked = false;
            _ports.List(port);
        }

        if (port.HeldControl.IsEmpty) { Receive(port, now); }
    }

    private void Receive(LinkPort port, TimeSpan now)
    {
        int kept = port.TakeKept(_receive);
        IoStatus status = port.Link.TryReceive(_receive.AsSpan(kept), out int count);
        switch (status)
        {
            case IoStatus.Done:
                port.Counters.ReceivedBytes += count;
                HandleInput(port, kept + count, now);

                // A link that signals does so once: there may be more.
                if (port.Link.PollHandle < 0) { port.Signal(); }

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
        Span<byte> input = _receive.AsSpan(0, length);
        var cursor = new FrameCursor(input);
        int taken = 0;
        while (true)
        {
            switch (cursor.Read(out Span<byte> frame))
            {
                case FrameStatus.Data:
                    _path.HandleFrame(frame, port, now);
                    break;
                case FrameStatus.Control when TakeControl(port, frame, out taken):
                    break;
                case FrameStatus.Control:
                    port.HeldControl = frame[taken..].ToArray();
                    _held.Add(port);
                    port.Keep(input[cursor.Consumed..]);
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
