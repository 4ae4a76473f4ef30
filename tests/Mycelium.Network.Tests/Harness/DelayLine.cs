using System.Runtime.InteropServices;

namespace Mycelium.Network.Tests.Harness;

/// <summary>
/// Passes frames between two interfaces, each after the same delay and so in order, but for those that are lost or late by intent: what the
/// kernel's netem does, on machines that have no netem too. What exceeds its bounded memory is lost.
/// </summary>
internal sealed unsafe partial class DelayLine : IAsyncDisposable
{
    private const short Readable = 1;
    private const double NanosecondsPerSecond = 1e9;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly Direction _forth;
    private readonly Direction _back;
    private readonly PacketSocket _near;
    private readonly PacketSocket _far;
    private readonly Thread _thread;
    private volatile bool _isEnding;

    private DelayLine(PacketSocket near, PacketSocket far, FrameImpairment impairment)
    {
        _near = near;
        _far = far;
        _forth = new Direction(near, far, impairment, impairment.Seed);
        _back = new Direction(far, near, impairment, impairment.Seed + 1);
        _thread = new Thread(Run) { IsBackground = true, Name = "delay line" };
        _thread.Start();
    }

    /// <summary>Frames lost by intent so far, both directions.</summary>
    internal long LostFrames => _forth.LostFrames + _back.LostFrames;

    /// <summary>Frames passed late by intent so far, both directions.</summary>
    internal long LateFrames => _forth.LateFrames + _back.LateFrames;

    /// <summary>Joins two interfaces of the calling thread's namespace.</summary>
    internal static DelayLine Start(string near, string far, FrameImpairment impairment)
    {
        PacketSocket first = PacketSocket.Open(near);
        try
        {
            return new DelayLine(first, PacketSocket.Open(far), impairment);
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _isEnding = true;
        _thread.Join();
        _near.Dispose();
        _far.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        while (!_isEnding)
        {
            _forth.Take();
            _back.Take();
            TimeSpan next = Min(_forth.Deliver(), _back.Deliver());
            Wait(next);
        }
    }

    private void Wait(TimeSpan time)
    {
        PollEntry* entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Descriptor = _forth.Watched, Events = Readable };
        entries[1] = new PollEntry { Descriptor = _back.Watched, Events = Readable };
        var limit = new TimeSpecification { Nanoseconds = (long)(time.TotalSeconds * NanosecondsPerSecond) };
        _ = Poll(entries, 2, &limit, 0);
    }

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll(PollEntry* entries, nuint count, TimeSpecification* time, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private sealed class Direction(PacketSocket from, PacketSocket to, FrameImpairment impairment, int seed)
    {
        private const int MostFramesAtOnce = 64;

        private readonly Random _random = new(seed);
        private readonly FrameLane _punctual = new(to, impairment.Delay);
        private readonly FrameLane? _late = impairment.Late > 0 ? new FrameLane(to, impairment.Delay + impairment.LateBy) : null;
        private readonly byte[] _lost = new byte[PacketSocket.LargestFrame];
        private double _fate = double.NaN;

        internal long LostFrames { get; private set; }

        internal long LateFrames => _late?.PassedFrames ?? 0;

        // What is watched for new frames: nothing while there is no room; then they wait at the kernel, and are lost when that is full.
        internal int Watched => _punctual.HasRoom && _late?.HasRoom != false ? from.Descriptor : -1;

        internal void Take()
        {
            for (int i = 0; i < MostFramesAtOnce; i++)
            {
                // Drawn once for each frame, however often it is looked for.
                if (double.IsNaN(_fate)) { _fate = _random.NextDouble(); }

                if (!TryTake()) { return; }

                _fate = double.NaN;
            }
        }

        // Returns how long it takes until the next frame is due.
        internal TimeSpan Deliver() => Min(_punctual.Deliver() ?? LongestWait, _late?.Deliver() ?? LongestWait);

        private bool TryTake()
        {
            if (_fate < impairment.Loss)
            {
                bool isLost = from.Receive(_lost) > 0;
                LostFrames += isLost ? 1 : 0;
                return isLost;
            }

            return (_fate < impairment.Loss + impairment.Late ? _late! : _punctual).TryTake(from);
        }
    }
}
