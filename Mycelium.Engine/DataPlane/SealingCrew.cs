using Mycelium.Engine.Cryptography;

namespace Mycelium.Engine.DataPlane;

/// <summary>
/// Seals and opens batches of packets with the help of other threads. The owner gives out a batch, works along, and goes on when all of it is
/// done, in the order in which it was added: so no packet overtakes another, and what helpers touch nobody else does meanwhile.
/// </summary>
/// <remarks>One owner. Helpers look for work for a moment and then sleep; a batch that is not worth waking them is the owner's alone.</remarks>
internal sealed unsafe class SealingCrew : IDisposable
{
    /// <summary>Most packets of a batch.</summary>
    internal const int Capacity = 256;

    // With fewer, others would be asleep or have got to it when it is done.
    private const int LeastShared = 8;

    // Packets that are claimed at once: few, so that all end at about the same time.
    private const int Share = 4;

    private const int IdleSpins = 200;

    // Processors that the owner and the programs which use the node need for themselves.
    private const int ProcessorsKept = 2;
    private const int MostHelpers = 4;

    private readonly SealingJob[] _jobs = new SealingJob[Capacity];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread[] _helpers;

    // Packets of the batch in the upper half, the next one to be claimed in the lower: both change at once, so that a claim is never of
    // another batch than its bound.
    private long _claims;
    private int _completed;
    private int _sleeping;
    private Exception? _failure;
    private volatile bool _isEnding;

    /// <summary>Starts the helpers.</summary>
    /// <param name="helpers">Threads besides the owner; 0 or more.</param>
    internal SealingCrew(int helpers)
    {
        _helpers = new Thread[helpers];
        for (int i = 0; i < helpers; i++)
        {
            _helpers[i] = new Thread(Help) { IsBackground = true, Name = "mycelium sealing" };
            _helpers[i].Start();
        }
    }

    /// <summary>Packets of the present batch.</summary>
    internal int Count { get; private set; }

    /// <summary>Whether the batch must be run before anything is added.</summary>
    internal bool IsFull => Count == Capacity;

    /// <summary>Helpers that are worth having on this machine: none where the owner would have to share its processor with them.</summary>
    internal static int UsualHelpers => Math.Clamp((Environment.ProcessorCount - ProcessorsKept) / 2, 0, MostHelpers);

    /// <summary>Adds a packet; not called when full.</summary>
    /// <param name="key">Kept until <see cref="Run"/> has returned.</param>
    /// <param name="buffer">In memory that does not move; see <see cref="SealingKey.Encrypt"/> and <see cref="SealingKey.TryOpen"/>.</param>
    /// <param name="opens">Whether to open instead of sealing.</param>
    internal void Add(SealingKey key, Span<byte> buffer, bool opens)
    {
        fixed (byte* pinned = buffer)
        {
            _jobs[Count++] = new SealingJob { Key = key, Buffer = pinned, Length = buffer.Length, Opens = opens };
        }
    }

    /// <summary>Does the batch; afterwards <see cref="IsDone"/> tells the outcomes, and the next batch may be added.</summary>
    /// <returns>How many packets it was.</returns>
    internal int Run()
    {
        int count = Count;
        Count = 0;
        if (_helpers.Length == 0 || count < LeastShared)
        {
            for (int i = 0; i < count; i++) { Do(ref _jobs[i]); }

            return count;
        }

        _completed = 0;
        Interlocked.Exchange(ref _claims, (long)count << 32);
        int sleeping = Interlocked.Exchange(ref _sleeping, 0);
        if (sleeping > 0) { _wake.Release(sleeping); }

        WorkAlong();
        var spinner = new SpinWait();
        while (Volatile.Read(ref _completed) < count) { spinner.SpinOnce(sleep1Threshold: -1); }

        return Interlocked.Exchange(ref _failure, null) is { } failure ? throw failure : count;
    }

    /// <summary>Helpers that were told to wake, or announced that they sleep; never more than there are. For tests.</summary>
    internal int Announced => _wake.CurrentCount + Volatile.Read(ref _sleeping);

    /// <summary>Whether a packet of the last batch was sealed, or opened and found authentic.</summary>
    internal bool IsDone(int index) => _jobs[index].IsDone;

    /// <summary>The buffer of a packet of the last batch.</summary>
    internal Span<byte> Buffer(int index) => new(_jobs[index].Buffer, _jobs[index].Length);

    /// <summary>Ends the helpers and waits for them. May be called again.</summary>
    public void Dispose()
    {
        if (_isEnding) { return; }

        _isEnding = true;
        if (_helpers.Length > 0) { _wake.Release(_helpers.Length); }

        foreach (Thread helper in _helpers) { helper.Join(); }

        _wake.Dispose();
    }

    private static void Do(ref SealingJob job)
    {
        var buffer = new Span<byte>(job.Buffer, job.Length);
        if (job.Opens)
        {
            job.IsDone = job.Key.TryOpen(buffer, out _);
        }
        else
        {
            job.Key.Encrypt(buffer[..^SealingKey.Trailer], buffer);
            job.IsDone = true;
        }
    }

    private void Help()
    {
        while (!_isEnding)
        {
            WorkAlong();
            if (!HasWork() && !IsFoundSpinning()) { Sleep(); }
        }
    }

    private bool HasWork()
    {
        long claims = Volatile.Read(ref _claims);
        return (uint)claims < (uint)(claims >> 32);
    }

    private bool IsFoundSpinning()
    {
        for (int i = 0; i < IdleSpins && !_isEnding; i++)
        {
            Thread.SpinWait(20);
            if (HasWork()) { return true; }
        }

        return false;
    }

    // Who announces its sleep before the last look is woken by whoever gives out work after it.
    private void Sleep()
    {
        Interlocked.Increment(ref _sleeping);
        if (_isEnding) { return; }

        if (!HasWork() || !TryTakeBack()) { _wake.Wait(); }
    }

    // Takes the announcement back, or one that is as good; false if a wake for it is on its way.
    private bool TryTakeBack()
    {
        int sleeping = Volatile.Read(ref _sleeping);
        while (sleeping > 0)
        {
            int seen = Interlocked.CompareExchange(ref _sleeping, sleeping - 1, sleeping);
            if (seen == sleeping) { return true; }

            sleeping = seen;
        }

        return false;
    }

    private void WorkAlong()
    {
        while (HasWork())
        {
            long claims = Interlocked.Add(ref _claims, Share);
            int count = (int)(claims >> 32);
            int first = (int)((uint)claims - Share);
            if (first >= count) { return; }

            int end = Math.Min(first + Share, count);
            try
            {
                for (int i = first; i < end; i++) { Do(ref _jobs[i]); }
            }
#pragma warning disable CA1031 // A fault is the owner's, who waits for the batch: it is thrown there.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
            }

            Interlocked.Add(ref _completed, end - first);
        }
    }
}
