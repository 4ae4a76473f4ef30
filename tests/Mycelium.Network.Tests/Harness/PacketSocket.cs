using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mycelium.Network.Tests.Harness;

/// <summary>
/// All frames that arrive at one interface, and a way to send frames out of it (packet(7)). In front of each frame is the kernel's
/// description of what is left to its offload, so what was read can be written as it is, whole bundles of segments too.
/// </summary>
internal sealed unsafe partial class PacketSocket : IDisposable
{
    /// <summary>Room for the description, an Ethernet header and the largest bundle of segments.</summary>
    internal const int LargestFrame = 66 * 1024;

    private const int PacketFamily = 17;
    private const int RawType = 3;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int AllProtocols = 3;
    private const int PacketLevel = 263;
    private const int OffloadHeader = 15;
    private const int IgnoreOutgoing = 23;
    private const int SocketLevel = 1;
    private const int ForceReceiveBuffer = 33;
    private const int ForceSendBuffer = 32;
    private const int BufferSize = 8 * 1024 * 1024;

    private readonly SafeFileHandle _handle;

    private PacketSocket(SafeFileHandle handle) => _handle = handle;

    /// <summary>File descriptor, valid until it is disposed.</summary>
    internal int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a socket for an interface of the calling thread's namespace.</summary>
    /// <exception cref="Win32Exception">The kernel refuses, or there is no such interface.</exception>
    internal static PacketSocket Open(string interfaceName)
    {
        uint index = InterfaceIndex(interfaceName);
        if (index == 0) { throw Failure($"There is no {interfaceName}"); }

        int protocol = BinaryPrimitives.ReverseEndianness((ushort)AllProtocols);
        var handle = new SafeFileHandle(Create(PacketFamily, RawType | CloseOnExec | NonBlocking, 0), ownsHandle: true);
        if (handle.IsInvalid) { throw Failure("No packet socket"); }

        var socket = new PacketSocket(handle);
        try
        {
            socket.Set(PacketLevel, OffloadHeader, 1);
            socket.Set(PacketLevel, IgnoreOutgoing, 1);
            socket.Set(SocketLevel, ForceReceiveBuffer, BufferSize);
            socket.Set(SocketLevel, ForceSendBuffer, BufferSize);
            var address = new LinkAddress { Family = PacketFamily, Protocol = (ushort)protocol, Index = (int)index };
            return Bind(handle, &address, (uint)sizeof(LinkAddress)) == 0 ? socket : throw Failure($"Can't listen at {interfaceName}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads a frame with its description; 0 if there is none.</summary>
    internal int Receive(Span<byte> target)
    {
        fixed (byte* start = target) { return (int)Math.Max(0, Receive(_handle, start, (nuint)target.Length, 0)); }
    }

    /// <summary>Sends a frame with its description; false if the kernel does not take it.</summary>
    internal bool TrySend(ReadOnlySpan<byte> frame)
    {
        fixed (byte* start = frame) { return Send(_handle, start, (nuint)frame.Length, 0) == frame.Length; }
    }

    public void Dispose() => _handle.Dispose();

    private void Set(int level, int option, int value)
    {
        if (SetOption(_handle, level, option, &value, sizeof(int)) != 0) { throw Failure($"Option {option} of a packet socket"); }
    }

    private static Win32Exception Failure(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint InterfaceIndex(string name);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Create(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeHandle socket, LinkAddress* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeHandle socket, int level, int option, int* value, uint length);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(SafeHandle socket, byte* target, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeHandle socket, byte* frame, nuint length, int flags);

    // struct sockaddr_ll
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int Index;
        public ushort HardwareType;
        public byte PacketType;
        public byte AddressLength;
        public ulong HardwareAddress;
    }
}
