using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mycelium.Engine.DataPlane;

/// <summary>What a wait costs does not grow with the handles that are watched. Source: epoll(7).</summary>
internal sealed unsafe class EpollPoller : Poller
{
    private const int Add = 1;
    private const int Delete = 2;
    private const int Modify = 3;
    private const uint Readable = 0x001;
    private const uint Writable = 0x004;
    private const int MostEvents = 256;

    // struct epoll_event is packed on x86-64 only.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64;
    private static readonly int EventSize = IsPacked ? 12 : 16;
    private static readonly int TokenOffset = IsPacked ? 4 : 8;

    private readonly byte[] _events = GC.AllocateArray<byte>(MostEvents * 16, pinned: true);
    private readonly int _descriptor;

    internal EpollPoller()
    {
        _descriptor = PollerInterop.EpollCreate(PollerInterop.CloseOnExec);
        if (_descriptor < 0) { throw new Win32Exception(Marshal.GetLastPInvokeError()); }
    }

    protected override bool TryChange(nint handle, int token, bool read, bool write, bool isNew)
    {
        Span<byte> change = stackalloc byte[16];
        change.Clear();
        MemoryMarshal.Write(change, (read ? Readable : 0) | (write ? Writable : 0));
        MemoryMarshal.Write(change[TokenOffset..], token);
        fixed (byte* pointer = change)
        {
            return PollerInterop.EpollControl(_descriptor, isNew ? Add : Modify, (int)handle, pointer) == 0;
        }
    }

    protected override void Remove(nint handle, int token)
    {
        _ = PollerInterop.EpollControl(_descriptor, Delete, (int)handle, null);
    }

    protected override void WaitReady(int milliseconds)
    {
        int count;
        fixed (byte* events = _events) { count = PollerInterop.EpollWait(_descriptor, events, MostEvents, milliseconds); }

        if (count < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != PollerInterop.InterruptedCall) { throw new Win32Exception(error); }
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> found = _events.AsSpan(i * EventSize, EventSize);
            uint events = MemoryMarshal.Read<uint>(found);
            Found(MemoryMarshal.Read<int>(found[TokenOffset..]), (events & ~Writable) != 0, (events & ~Readable) != 0);
        }
    }

    protected override void Close() => _ = PollerInterop.Close(_descriptor);
}
