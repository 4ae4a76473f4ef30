using System.Diagnostics;

namespace Mycelium.Network.Tests.Harness;

/// <summary>Frames that all wait equally long, oldest first, in one ring of bytes.</summary>
/// <param name="to">Where they leave.</param>
/// <param name="delay">How long they wait.</param>
internal sealed class FrameLane(PacketSocket to, TimeSpan delay)
{
    /// <summary>Most bytes that wait.</summary>
    internal const int Capacity = 16 * 1024 * 1024;

    private readonly byte[] _bytes = new byte[Capacity];
    private readonly Queue<(int Start, int Length, long Arrived)> _frames = new();
    private int _end;

    /// <summary>Frames that left.</summary>
    internal long PassedFrames { get; private set; }

    /// <summary>Whether the largest frame would fit.</summary>
    internal bool HasRoom => FindRoom() >= 0;

    /// <summary>Reads a frame from a socket; false if it has none, or there is no room.</summary>
    internal bool TryTake(PacketSocket from)
    {
        int start = FindRoom();
        int length = start < 0 ? 0 : from.Receive(_bytes.AsSpan(start, PacketSocket.LargestFrame));
        if (length == 0) { return false; }

        _frames.Enqueue((start, length, Stopwatch.GetTimestamp()));
        _end = start + length;
        return true;
    }

    /// <summary>Sends what is due.</summary>
    /// <returns>How long it takes until the next frame is due; null if there is none.</returns>
    internal TimeSpan? Deliver()
    {
        while (_frames.TryPeek(out (int Start, int Length, long Arrived) frame))
        {
            TimeSpan left = delay - Stopwatch.GetElapsedTime(frame.Arrived);
            if (left > TimeSpan.Zero) { return left; }

            PassedFrames += to.TrySend(_bytes.AsSpan(frame.Start, frame.Length)) ? 1 : 0;
            _frames.Dequeue();
        }

        return null;
    }

    // After the newest frame or, if that is near the end, before the oldest; -1 if neither is possible.
    private int FindRoom()
    {
        if (!_frames.TryPeek(out (int Start, int Length, long Arrived) oldest)) { return 0; }

        if (oldest.Start < _end && Capacity - _end >= PacketSocket.LargestFrame) { return _end; }

        int start = oldest.Start < _end ? 0 : _end;
        return oldest.Start - start >= PacketSocket.LargestFrame ? start : -1;
    }
}
