using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mycelium.Engine.DataPlane;

/// <summary>Waits where there is nothing better; the cost grows with the handles. Source: poll(2), WSAPoll.</summary>
internal sealed unsafe class PollPoller : Poller
{
    private readonly List<int> _tokens = [];
    private UnixEntry[] _unix = new UnixEntry[16];
    private WindowsEntry[] _windows = OperatingSystem.IsWindows() ? new WindowsEntry[16] : [];

    private static short ReadFlag => (short)(OperatingSystem.IsWindows() ? 0x0100 : 0x0001);

    private static short WriteFlag => (short)(OperatingSystem.IsWindows() ? 0x0010 : 0x0004);

    protected override bool TryChange(nint handle, int token, bool read, bool write, bool isNew)
    {
        if (isNew) { _tokens.Add(token); }

        int index = _tokens.IndexOf(token);
        short wanted = (short)((read ? ReadFlag : 0) | (write ? WriteFlag : 0));
        if (OperatingSystem.IsWindows())
        {
            if (index == _windows.Length) { Array.Resize(ref _windows, 2 * index); }

            _windows[index] = new WindowsEntry { Handle = handle, Wanted = wanted };
        }
        else
        {
            if (index == _unix.Length) { Array.Resize(ref _unix, 2 * index); }

            _unix[index] = new UnixEntry { Handle = (int)handle, Wanted = wanted };
        }

        return true;
    }

    // The last one takes its place.
    protected override void Remove(nint handle, int token)
    {
        int index = _tokens.IndexOf(token);
        int last = _tokens.Count - 1;
        _tokens[index] = _tokens[last];
        _tokens.RemoveAt(last);
        if (OperatingSystem.IsWindows())
        {
            _windows[index] = _windows[last];
        }
        else
        {
            _unix[index] = _unix[last];
        }
    }

    protected override void WaitReady(int milliseconds)
    {
        int left = OperatingSystem.IsWindows() ? WaitWindows(milliseconds) : WaitUnix(milliseconds);
        for (int i = 0; left > 0 && i < _tokens.Count; i++)
        {
            short found = OperatingSystem.IsWindows() ? _windows[i].Found : _unix[i].Found;
            if (found == 0) { continue; }

            Found(_tokens[i], (found & ~WriteFlag) != 0, (found & ~ReadFlag) != 0);
            left--;
        }
    }

    protected override void Close()
    {
    }

    private int WaitUnix(int milliseconds)
    {
        int ready;
        fixed (UnixEntry* entries = _unix) { ready = PollerInterop.Poll(entries, (uint)_tokens.Count, milliseconds); }

        if (ready >= 0) { return ready; }

        int error = Marshal.GetLastPInvokeError();
        return error == PollerInterop.InterruptedCall ? 0 : throw new Win32Exception(error);
    }

    private int WaitWindows(int milliseconds)
    {
        fixed (WindowsEntry* entries = _windows)
        {
            int ready = PollerInterop.WindowsPoll(entries, (uint)_tokens.Count, milliseconds);
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
