using System.Buffers.Binary;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>
/// What is sent. While the transport takes what comes, frames are written where they are sent from, the stage; else they wait in a
/// <see cref="FairQueue"/>. The order is: the rest of a frame that was sent in part, control, probes, data.
/// </content>
internal sealed partial class LinkPort
{
    /// <summary>Length of the largest data frame.</summary>
    internal const int LargestFrame = DataHeader.Size + ushort.MaxValue;

    /// <summary>Least memory that the data of one link may use, in bytes.</summary>
    internal const int DataCapacity = 256 * 1024;

    /// <summary>Most memory that the data of one link may use, in bytes, however fast it is.</summary>
    internal const int LargestDataCapacity = 4 * 1024 * 1024;

    // For probes: who fills the queue of a link must not make it look as if it did not deliver.
    private const int ProbeReserve = 16 * 1024;

    private const int LengthOffset = 5;

    // What goes from the queue to the stage at once where the transport does not tell how much it should be given.
    private const int Batch = 16 * 1024;

    // Frames whose sending time the delay aimed at must at least allow for: RFC 8289 section 4.4.
    private const int TargetFrames = 3;
    private const int UsualFrame = 1536;

    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ShareRetry = TimeSpan.FromMilliseconds(1);

    // A link that is this long behind drops.
    private const double CapacitySeconds = 0.1;

    private readonly SendQueue _probes = new(ProbeReserve, kept: 0);
    private FairQueue? _queue;
    private byte[]? _stage;
    private int _stageStart;
    private int _stageEnd;

    // Bytes of the first staged frame that was sent in part: nothing may come between.
    private int _openFrame;

    private int _reservedLength;
    private QueuedFrame? _reserved;
    private uint _reservedFlow;
    private LinkId _reservedIngress;
    private TimeSpan _reservedAt;

    // Bytes that the transport may hold unsent: given since it was last known to be ready, and what it may have had then.
    private int _given;
    private TransportShare? _share;

    /// <summary>When a flush can send more though no readiness tells so; null if readiness is enough, or nothing waits.</summary>
    internal TimeSpan? NextFlush { get; private set; }

    /// <summary>Whether the loop must learn when the transport is ready to take more.</summary>
    internal bool WantsReadiness => IsBlocked || (_share is { } share && _given > share.UnsentLimit / 2);

    internal bool HasPending => Waiting > 0;

    private int Staged => _stageEnd - _stageStart;

    private int Waiting => _control.Count + Staged + _probes.Count + (_queue?.Bytes ?? 0);

    private int Capacity
    {
        get
        {
            double byRate = CapacitySeconds * (_share?.BytesPerSecond ?? 0);
            return Math.Min((int)Math.Clamp(byRate, DataCapacity, LargestDataCapacity), store.Room);
        }
    }

    /// <summary>Gives space for one whole data frame, where it will be sent from; it counts as given to the link, also if it is dropped.</summary>
    /// <param name="length">Length of the frame, in bytes.</param>
    /// <param name="flow">Hash of its flow.</param>
    /// <param name="ingress">The neighbour that it came from; <see cref="LinkId.None"/> for this node's own.</param>
    /// <param name="now">The present time.</param>
    /// <returns>Exactly that many bytes, valid until the next call; empty if there is no room.</returns>
    internal Span<byte> Reserve(int length, uint flow, LinkId ingress, TimeSpan now)
    {
        Counters.DataFrames++;
        ForgetReservation();
        if (length is < DataHeader.Size or > LargestFrame) { return default; }

        if (TryStage(length, now, out Span<byte> space)) { return space; }

        if (FrameStore.CostOf(length) > Capacity) { return default; }

        _reserved = store.Take(length);
        (_reservedFlow, _reservedIngress, _reservedAt) = (flow, ingress, now);
        return _reserved.Bytes;
    }

    /// <summary>The reserved frame is complete. Without this call it is as if it had never been reserved.</summary>
    internal void Commit()
    {
        _stageEnd += _reservedLength;
        _reservedLength = 0;
        if (_reserved is not { } frame) { return; }

        _reserved = null;
        frame.Arrival = _reservedAt;
        _queue ??= store.TakeQueue();
        _queue.Add(frame, _reservedFlow, _reservedIngress, Capacity);
        Counters.QueuedBytes = Waiting;
    }

    /// <summary>Copies a whole data frame; false if there is no room. The parameters are those of <see cref="Reserve"/>.</summary>
    internal bool TryAddData(ReadOnlySpan<byte> frame, uint flow, LinkId ingress, TimeSpan now)
    {
        Span<byte> space = Reserve(frame.Length, flow, ingress, now);
        if (space.IsEmpty) { return false; }

        frame.CopyTo(space);
        Commit();
        return true;
    }

    /// <summary>As <see cref="TryAddData"/>, for a packet that asks whether the link delivers: before other data, with room of its own.</summary>
    internal bool TryAddProbe(ReadOnlySpan<byte> frame, TimeSpan now)
    {
        Counters.DataFrames++;
        ForgetReservation();
        if (_probes.Count > 0 || !TryStage(frame.Length, now, out Span<byte> space)) { return _probes.TryAdd(frame); }

        frame.CopyTo(space);
        Commit();
        return true;
    }

    /// <summary>
    /// Sends before the end of a turn, when control is full though the transport may take more. A link that broke is found at the end.
    /// </summary>
    internal bool TryMakeRoom(TimeSpan now) => !IsBlocked && Flush(now) is IoStatus.Done or IoStatus.WouldBlock;

    /// <summary>The transport is ready to take more: it holds less than half of what it may.</summary>
    internal void NoteReady()
    {
        IsBlocked = false;
        if (_share is { } share) { _given = Math.Min(_given, share.UnsentLimit / 2); }
    }

    /// <summary>Sends what the transport takes and should hold.</summary>
    internal IoStatus Flush(TimeSpan now)
    {
        NextFlush = null;
        Counters.Queue.Depth.Record(Waiting);
        IoStatus status = Send(now);
        int waiting = Waiting;
        Counters.QueuedBytes = waiting;
        if (waiting == 0) { ReleaseMemory(); }

        return status;
    }

    private bool IsHeld(TimeSpan now) => IsBlocked || NextFlush > now;

    private bool TryStage(int length, TimeSpan now, out Span<byte> space)
    {
        space = default;
        if (_queue is not null || IsHeld(now)) { return false; }

        if (Staged == 0) { _share = Link.GetShare(now); }

        if (!HasStageRoom(length))
        {
            bool isTaken = Flush(now) == IoStatus.Done && HasStageRoom(length);
            if (!isTaken) { return false; }
        }

        _stage ??= store.TakeStage();
        _reservedLength = length;
        space = _stage.AsSpan(_stageEnd, length);
        return true;
    }

    private bool HasStageRoom(int length)
    {
        int limit = _share is { } share ? Math.Min(FrameStore.SendSize, Room(share)) : FrameStore.SendSize;
        return Staged < limit && _stageEnd + length <= FrameStore.StageSize;
    }

    private int Room(in TransportShare share) => Math.Min(share.UnsentLimit - _given, share.Room);

    private IoStatus Send(TimeSpan now)
    {
        while (Waiting > 0)
        {
            _share = Link.GetShare(now);
            int room = _share is { } share ? Room(share) : int.MaxValue;
            if (room <= 0)
            {
                Hold(now);
                return IoStatus.WouldBlock;
            }

            bool isControl = _openFrame == 0 && _control.Count > 0;
            if (!isControl && Staged == 0 && !FillStage(now, _share is null ? Batch : Math.Min(FrameStore.SendSize, room))) { continue; }

            ReadOnlySpan<byte> chunk = isControl ? _control.Pending[..Math.Min(_control.Count, room)] : PendingStage;
            IoStatus status = Link.TrySend(chunk, out int count);
            if (status != IoStatus.Done)
            {
                IsBlocked = status == IoStatus.WouldBlock;
                return status;
            }

            Counters.SentBytes += count;
            _given = _share is null ? 0 : _given + count;
            if (isControl)
            {
                _control.Remove(count);
                control.Remove(count);
            }
            else
            {
                RemoveStaged(count);
            }
        }

        IsBlocked = false;
        Link.NoteEmptied();
        return IoStatus.Done;
    }

    // Too much unsent: the handle tells when there is less. Too much on its way: nothing does.
    private void Hold(TimeSpan now)
    {
        if (_given >= _share!.Value.UnsentLimit)
        {
            IsBlocked = true;
        }
        else
        {
            NextFlush = now + ShareRetry;
        }
    }

    private ReadOnlySpan<byte> PendingStage =>
        _stage.AsSpan(_stageStart, _openFrame > 0 && _control.Count > 0 ? _openFrame : Staged);

    // At least one frame, so that a large one is sent too; false if there was none, or all were dropped.
    private bool FillStage(TimeSpan now, int size)
    {
        _stage ??= store.TakeStage();
        if (_probes.Count > 0)
        {
            _probes.Pending.CopyTo(_stage);
            _stageEnd = _probes.Count;
            _probes.Remove(_probes.Count);
        }

        var time = new QueueTime(now, TargetDelay);
        while (_queue is { } queue && _stageEnd < size && queue.Dequeue(time) is { } frame)
        {
            Counters.Queue.Delay.Record(now - frame.Arrival);
            frame.Bytes.CopyTo(_stage.AsSpan(_stageEnd));
            _stageEnd += frame.Length;
            store.Return(frame);
        }

        if (_queue is { Frames: 0 }) { ReleaseQueue(); }

        return _stageEnd > 0;
    }

    private TimeSpan TargetDelay
    {
        get
        {
            long rate = _share?.BytesPerSecond ?? 0;
            return rate == 0 ? Target : TimeSpan.FromTicks(Math.Max(Target.Ticks, TargetFrames * UsualFrame * TimeSpan.TicksPerSecond / rate));
        }
    }

    private void RemoveStaged(int count)
    {
        if (count == Staged)
        {
            _stageStart = _stageEnd = _openFrame = 0;
            return;
        }

        while (count > 0)
        {
            if (_openFrame == 0)
            {
                _openFrame = DataHeader.Size + BinaryPrimitives.ReadUInt16BigEndian(_stage.AsSpan(_stageStart + LengthOffset));
            }

            int part = Math.Min(count, _openFrame);
            _stageStart += part;
            _openFrame -= part;
            count -= part;
        }
    }

    private void ForgetReservation()
    {
        _reservedLength = 0;
        if (_reserved is not { } frame) { return; }

        _reserved = null;
        store.Return(frame);
    }

    private void ReleaseQueue()
    {
        _queue!.Clear();
        store.Return(_queue);
        _queue = null;
    }

    private void ReleaseMemory()
    {
        if (_queue is not null) { ReleaseQueue(); }

        if (_stage is null || _reservedLength > 0) { return; }

        store.Return(_stage);
        _stage = null;
    }

    private void ClearSending()
    {
        ForgetReservation();
        NextFlush = null;
        _stageStart = _stageEnd = _openFrame = 0;
        _probes.Clear();
        ReleaseMemory();
    }
}
