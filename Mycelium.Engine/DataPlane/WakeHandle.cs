using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mycelium.Engine.DataPlane;

/// <summary>A handle that becomes readable when it is signalled: a pipe, or on Windows a datagram socket. The poller keeps at most one
/// signal in it.</summary>
internal abstract unsafe class WakeHandle : IDisposable
{
    internal abstract nint Handle { get; }

    internal static WakeHandle Create() => OperatingSystem.IsWindows() ? new SocketWake() : new PipeWake();

    internal abstract void Signal();

    internal abstract void Drain();

    public abstract void Dispose();

    private sealed class PipeWake : WakeHandle
    {
        private readonly int _readEnd;
        private readonly int _writeEnd;

        internal PipeWake()
        {
            int* ends = stackalloc int[2];
            int result = OperatingSystem.IsLinux() ? PollerInterop.Pipe(ends, PollerInterop.CloseOnExec) : PollerInterop.Pipe(ends);
            if (result < 0) { throw new Win32Exception(Marshal.GetLastPInvokeError()); }

            _readEnd = ends[0];
            _writeEnd = ends[1];
        }

        internal override nint Handle => _readEnd;

        internal override void Signal()
        {
            byte signal = 1;
            _ = PollerInterop.Write(_writeEnd, &signal, 1);
        }

        internal override void Drain()
        {
            byte signal;
            _ = PollerInterop.Read(_readEnd, &signal, 1);
        }

        public override void Dispose()
        {
            _ = PollerInterop.Close(_readEnd);
            _ = PollerInterop.Close(_writeEnd);
        }
    }

    private sealed class SocketWake : WakeHandle
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly byte[] _signal = [1];

        internal SocketWake()
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _socket.Connect(_socket.LocalEndPoint!);
        }

        internal override nint Handle => _socket.Handle;

        internal override void Signal() => _socket.Send(_signal);

        internal override void Drain() => _socket.Receive(new byte[1]);

        public override void Dispose() => _socket.Dispose();
    }
}
