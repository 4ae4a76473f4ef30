using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mycelium.Engine.DataPlane;

/// <summary>
/// Waits for the readiness of several handles at once, and can be woken. One owner watches and waits; any thread wakes. A handle stays ready
/// as long as it has something: nothing is lost by not taking all of it.
/// </summary>
internal abstract class Poller : IDisposable
{
    private const int WakeToken = 0;

    private readonly WakeHandle _wake = WakeHandle.Create();
    private readonly Lock _wakeLock = new();
    private readonly Dictionary<int, (nint Handle, bool Read, bool Write)> _watched = [];
    private (int Token, bool CanRead, bool CanWrite)[] _ready = new (int, bool, bool)[16];
    private int _isWoken;
    private bool _isDisposed;

    /// <summary>The handles that were found ready by the last wait; a broken one can be read and written.</summary>
    internal ReadOnlySpan<(int Token, bool CanRead, bool CanWrite)> Ready => _ready.AsSpan(0, ReadyCount);

    private int ReadyCount { get; set; }

    /// <summary>Makes the one that suits the system.</summary>
    internal static Poller Create() => OperatingSystem.IsLinux() ? new EpollPoller() : new PollPoller();

    /// <summary>Says what a handle is watched for, if that changed. Watched for nothing, its failures are not seen either.</summary>
    /// <param name="handle">The same for the same token until <see cref="Forget"/>.</param>
    /// <param name="token">What <see cref="Ready"/> names it by; not 0.</param>
    /// <param name="read">Whether to wait until it can be read.</param>
    /// <param name="write">Whether to wait until it can be written.</param>
    /// <returns>False if the system watches no more: it is not watched then.</returns>
    internal bool TryWatch(nint handle, int token, bool read, bool write)
    {
        bool isWatched = _watched.TryGetValue(token, out (nint Handle, bool Read, bool Write) present);
        if (!read && !write)
        {
            Forget(token);
            return true;
        }

        if (isWatched && present == (handle, read, write)) { return true; }

        if (!TryChange(handle, token, read, write, isNew: !isWatched)) { return false; }

        _watched[token] = (handle, read, write);
        return true;
    }

    /// <summary>As <see cref="TryWatch"/>, where nothing works without it.</summary>
    /// <exception cref="Win32Exception">The system watches no more.</exception>
    internal void Watch(nint handle, int token, bool read, bool write)
    {
        if (!TryWatch(handle, token, read, write)) { throw new Win32Exception(Marshal.GetLastPInvokeError()); }
    }

    /// <summary>Watches a handle no more; to be called before it is closed.</summary>
    internal void Forget(int token)
    {
        if (_watched.Remove(token, out (nint Handle, bool Read, bool Write) present)) { Remove(present.Handle, token); }
    }

    /// <summary>Waits until a handle is ready, somebody wakes, or the time is up.</summary>
    internal void Wait(TimeSpan? timeout)
    {
        ReadyCount = 0;
        Watch(_wake.Handle, WakeToken, read: true, write: false);
        WaitReady(timeout is { } time ? (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue) : -1);
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

    /// <summary>Closes what it opened; no wait may be under way. May be called again.</summary>
    public void Dispose()
    {
        lock (_wakeLock)
        {
            if (_isDisposed) { return; }

            _isDisposed = true;
            _wake.Dispose();
            Close();
        }
    }

    /// <summary>Notes that a handle is ready.</summary>
    protected void Found(int token, bool canRead, bool canWrite)
    {
        if (token == WakeToken)
        {
            _wake.Drain();

            // A full fence: who sees the flag still set posted before it, and is seen by the caller, who looks after it.
            Interlocked.Exchange(ref _isWoken, 0);
            return;
        }

        if (ReadyCount == _ready.Length) { Array.Resize(ref _ready, 2 * ReadyCount); }

        _ready[ReadyCount++] = (token, canRead, canWrite);
    }

    /// <summary>Watches a handle for something, or for something else; false, with the system's last error, if it can't.</summary>
    protected abstract bool TryChange(nint handle, int token, bool read, bool write, bool isNew);

    /// <summary>Watches a handle no more.</summary>
    protected abstract void Remove(nint handle, int token);

    /// <summary>Waits and calls <see cref="Found"/>.</summary>
    /// <param name="milliseconds">-1 without limit.</param>
    protected abstract void WaitReady(int milliseconds);

    /// <summary>Closes what the implementation opened.</summary>
    protected abstract void Close();
}
