using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mycelium.Engine.DataPlane;

/// <summary>Waits for the readiness of several handles at once, and can be woken. One waiter; any thread wakes.</summary>
/// <remarks>Source: poll(2), WSAPoll.</remarks>
internal sealed unsafe class Poller : IDisposable
{
    private const int InterruptedCall = 4;

    private readonly WakeHandle _wake = WakeHandle.Create();
    private UnixEntry[] _unix = new UnixEntry[16];
    private WindowsEntry[] _windows = [];
    private readonly Lock _wakeLock = new();
    private int _count;
    private int _isWoken;
    private bool _isDisposed;

    internal Poller()
    {
        if (OperatingSystem.IsWindows()) { _windows = new WindowsEntry[16]; }

        Clear();
    }

    private static short ReadFlag => (short)(OperatingSystem.IsWindows() ? 0x0100 : 0x0001);

    private static short WriteFlag => (short)(OperatingSystem.IsWindows() ? 0x0010 : 0x0004);

    /// <summary>Forgets all handles.</summary>
    internal void Clear()
    {
        _count = 0;
        Add(_wake.Handle, read: true, write: false);
    }

    /// <summary>Adds a handle; returns its index for <see cref="IsReady"/>.</summary>
    internal int Add(nint handle, bool read, bool write)
    {
        short wanted = (short)((read ? ReadFlag : 0) | (write ? WriteFlag : 0));
        if (OperatingSystem.IsWindows())
        {
            if (_count == _windows.Length) { Array.Resize(ref _windows, 2 * _count); }

            _windows[_count] = new WindowsEntry { Handle = handle, Wanted = wanted };
        }
        else
        {
            if (_count == _unix.Length) { Array.Resize(ref _unix, 2 * _count); }

            _unix[_count] = new UnixEntry { Handle = (int)handle, Wanted = wanted };
        }

        return _count++;
    }

    /// <summary>Whether a handle can be read or written, or has failed, since the last wait.</summary>
    internal bool IsReady(int index) => (OperatingSystem.IsWindows() ? _windows[index].Found : _unix[index].Found) != 0;

    /// <summary>Waits until a handle is ready, somebody wakes, or the time is up.</summary>
    internal void Wait(TimeSpan? timeout)
    {
        int milliseconds = timeout is { } time ? (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue) : -1;
        int ready = OperatingSystem.IsWindows() ? WaitWindows(milliseconds) : WaitUnix(milliseconds);
        if (ready > 0 && IsReady(0))
        {
            _wake.Drain();

            // A full fence: who sees the flag still set posted before it, and is seen by the caller, who looks after it.
            Interlocked.Exchange(ref _isWoken, 0);
        }
    }

    /// <summary>Ends the present or the next wait; does nothing after the disposal.</summary>
    internal void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) != 0) { return; }

        // Without the lock the descriptor could be closed, and be another file's, between the look and the write.
        lock (_wakeLock)
        {
            if (!_isDisposed) { _wake.Signal(); }
        }
    }

    /// <summary>Closes the wake handle; no wait may be under way. May be called again.</summary>
    public void Dispose()
    {
        lock (_wakeLock)
        {
            if (_isDisposed) { return; }

            _isDisposed = true;
            _wake.Dispose();
        }
    }

    private int WaitUnix(int milliseconds)
    {
        fixed (UnixEntry* entries = _unix)
        {
            int ready = PollerInterop.Poll(entries, (uint)_count, milliseconds);
            if (ready >= 0) { return ready; }
        }

        int error = Marshal.GetLastPInvokeError();
        if (error != InterruptedCall) { throw new Win32Exception(error); }

        for (int i = 0; i < _count; i++) { _unix[i].Found = 0; }

        return 0;
    }

    private int WaitWindows(int milliseconds)
    {
        fixed (WindowsEntry* entries = _windows)
        {
            int ready = PollerInterop.WindowsPoll(entries, (uint)_count, milliseconds);
            return ready >= 0 ? ready : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    // struct pollfd.
    [StructLayout(LayoutKind.Sequential)]
    internal struct UnixEntry
    {
        internal int Handle;
        internal short Wanted;
        internal short Found;
    }

    // struct WSAPOLLFD.
    [StructLayout(LayoutKind.Sequential)]
    internal struct WindowsEntry
    {
        internal nint Handle;
        internal short Wanted;
        internal short Found;
    }
}
