using System.Runtime.InteropServices;

namespace Mycelium.Benchmarks.Network.Traffic;

/// <summary>Space for many datagrams that one system call sends or receives (sendmmsg(2), recvmmsg(2)).</summary>
internal sealed unsafe partial class Datagrams : IDisposable
{
    /// <summary>Most datagrams of one call.</summary>
    internal const int Capacity = 64;

    private const int DoNotWait = 0x40;
    private const int NanosecondsPerMicrosecond = 1000;

    private readonly Message* _messages;
    private readonly Vector* _vectors;
    private readonly byte* _bytes;

    /// <param name="size">Bytes of each datagram; of received ones, what is longer is cut off.</param>
    internal Datagrams(int size)
    {
        _messages = (Message*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Message));
        _vectors = (Vector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Vector));
        _bytes = (byte*)NativeMemory.AllocZeroed(Capacity, (nuint)size);
        for (int i = 0; i < Capacity; i++)
        {
            _vectors[i] = new Vector { Start = _bytes + (i * size), Length = (nuint)size };
            _messages[i].Vectors = &_vectors[i];
            _messages[i].VectorCount = 1;
        }
    }

    /// <summary>Sends the first datagrams over a connected socket.</summary>
    /// <returns>How many the kernel took; 0 if it took none.</returns>
    internal int Send(SafeHandle socket, int count) => Math.Max(0, SendMessages(socket, _messages, (uint)count, 0));

    /// <summary>Receives what is there.</summary>
    /// <returns>How many datagrams; 0 if there are none.</returns>
    internal int Receive(SafeHandle socket) => Math.Max(0, ReceiveMessages(socket, _messages, Capacity, DoNotWait, 0));

    /// <summary>Sleeps about so long; shorter than a thread can by itself.</summary>
    internal static void Pause(int microseconds)
    {
        var time = new TimeSpecification { Nanoseconds = microseconds * NanosecondsPerMicrosecond };
        _ = Sleep(&time, 0);
    }

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_bytes);
    }

    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    private static partial int SendMessages(SafeHandle socket, Message* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    private static partial int ReceiveMessages(SafeHandle socket, Message* messages, uint count, int flags, nint timeout);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(TimeSpecification* time, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public byte* Start;
        public nuint Length;
    }

    // struct mmsghdr of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public nint Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public nint Control;
        public nuint ControlLength;
        public int Flags;
        public uint Padding;
        public uint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
