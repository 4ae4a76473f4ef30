namespace Mycelium.Engine.DataPlane;

/// <summary>
/// Memory of the data that waits on all links of a node, bounded, and reused: what a burst needed is kept for some seconds. One owner.
/// </summary>
/// <param name="dropped">Called for each frame that is dropped after it was taken.</param>
/// <param name="capacity">Most bytes that wait, counted by the memory that they cost.</param>
internal sealed class FrameStore(Action<DropReason> dropped, int capacity = FrameStore.DefaultCapacity)
{
    /// <summary>Most bytes that wait on all links together.</summary>
    internal const int DefaultCapacity = 16 * 1024 * 1024;

    /// <summary>Bytes that one call sends, about.</summary>
    internal const int SendSize = 64 * 1024;

    /// <summary>Bytes of a stage: what one call sends, and the largest frame behind it.</summary>
    internal const int StageSize = SendSize + LinkPort.LargestFrame;

    private const int KeptFlows = 2048;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    // A frame of the usual MTU, of an acknowledgement, and powers of two; the last holds the largest frame.
    private static readonly int[] Sizes = [192, 512, 1536, 4096, 16 * 1024, 66 * 1024];

    private readonly Stack<QueuedFrame>[] _free = [.. Sizes.Select(_ => new Stack<QueuedFrame>())];
    private readonly Stack<FairQueue> _queues = new();
    private readonly Stack<FlowQueue> _flows = new();
    private readonly Stack<IngressQueue> _ingresses = new();
    private readonly Stack<byte[]> _stages = new();
    private readonly PeakUse[] _frameUse = [.. Sizes.Select(_ => new PeakUse())];
    private readonly PeakUse _stageUse = new();
    private readonly PeakUse _queueUse = new();
    private int _freeBytes;
    private TimeSpan _periodEnd;

    /// <summary>Bytes in use.</summary>
    internal int Used { get; private set; }

    /// <summary>Bytes that are kept for reuse.</summary>
    internal int Free => _freeBytes;

    /// <summary>
    /// What one link may use: as much as all leave free together, so that one which fills up later finds room.
    /// Source: dynamic thresholds, Choudhury and Hahne, 1998.
    /// </summary>
    internal int Room => Math.Max(0, capacity - Used);

    /// <summary>Bytes of memory for a frame of this length.</summary>
    internal static int CostOf(int length) => QueuedFrame.CostOf(Sizes[ClassOf(length)]);

    /// <summary>Takes space for a frame; the caller keeps to the bounds.</summary>
    /// <param name="length">At most the length of the largest frame.</param>
    internal QueuedFrame Take(int length)
    {
        int index = ClassOf(length);
        if (_free[index].TryPop(out QueuedFrame? frame))
        {
            _freeBytes -= frame.Cost;
        }
        else
        {
            frame = new QueuedFrame(Sizes[index]);
        }

        frame.Length = length;
        Used += frame.Cost;
        _frameUse[index].Take();
        return frame;
    }

    internal void Return(QueuedFrame frame)
    {
        frame.Next = null;
        Used -= frame.Cost;
        int index = ClassOf(frame.Length);
        if (_free[index].Count >= _frameUse[index].Return() || Used + _freeBytes + frame.Cost > capacity) { return; }

        _freeBytes += frame.Cost;
        _free[index].Push(frame);
    }

    /// <summary>Returns a frame that will not be sent.</summary>
    internal void Drop(QueuedFrame frame, DropReason reason)
    {
        Return(frame);
        dropped(reason);
    }

    internal FairQueue TakeQueue()
    {
        _queueUse.Take();
        return _queues.TryPop(out FairQueue? queue) ? queue : new FairQueue(this);
    }

    internal void Return(FairQueue queue) => Keep(_queues, queue, _queueUse.Return());

    internal FlowQueue TakeFlow() => _flows.TryPop(out FlowQueue? flow) ? flow : new FlowQueue(this);

    internal void Return(FlowQueue flow) => Keep(_flows, flow, KeptFlows);

    internal IngressQueue TakeIngress() => _ingresses.TryPop(out IngressQueue? ingress) ? ingress : new IngressQueue();

    internal void Return(IngressQueue ingress) => Keep(_ingresses, ingress, KeptFlows);

    /// <summary>Takes a buffer of <see cref="StageSize"/> bytes.</summary>
    internal byte[] TakeStage()
    {
        _stageUse.Take();
        return _stages.TryPop(out byte[]? stage) ? stage : GC.AllocateUninitializedArray<byte>(StageSize, pinned: true);
    }

    internal void Return(byte[] stage) => Keep(_stages, stage, _stageUse.Return());

    /// <summary>Gives back memory that was not needed for some seconds; called about each second.</summary>
    internal void Trim(TimeSpan now)
    {
        if (now < _periodEnd) { return; }

        _periodEnd = now + Period;
        for (int i = 0; i < _free.Length; i++)
        {
            int most = _frameUse[i].BeginPeriod();
            while (_free[i].Count > most) { _freeBytes -= _free[i].Pop().Cost; }

            if (_free[i].Count == 0) { _free[i].TrimExcess(); }
        }

        Trim(_stages, _stageUse);
        Trim(_queues, _queueUse);
        if (Used + _freeBytes > 0) { return; }

        _flows.Clear();
        _flows.TrimExcess();
        _ingresses.Clear();
        _ingresses.TrimExcess();
    }

    private static void Trim<T>(Stack<T> stack, PeakUse use)
    {
        int most = use.BeginPeriod();
        while (stack.Count > most) { stack.Pop(); }
    }

    private static void Keep<T>(Stack<T> stack, T item, int most)
    {
        if (stack.Count < most) { stack.Push(item); }
    }

    private static int ClassOf(int length)
    {
        int index = 0;
        while (length > Sizes[index]) { index++; }

        return index;
    }
}
