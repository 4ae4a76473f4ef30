using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mycelium.Engine.Tunnels;

/// <summary>The system calls of the TUN interface. Source: linux/if_tun.h, linux/sockios.h, asm-generic/fcntl.h.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxInterop
{
    internal const int OpenReadWrite = 2;
    internal const int OpenNonBlocking = 0x800;
    internal const int OpenCloseOnExec = 0x80000;

    internal const nuint SetTunInterface = 0x400454ca;
    internal const nuint SetTunOffload = 0x400454d0;
    internal const nuint GetTunFeatures = 0x800454cf;
    internal const short TunFlag = 0x0001;
    internal const short NoPacketInformation = 0x1000;
    internal const short VirtioHeaders = 0x4000;
    internal const short TunExclusive = unchecked((short)0x8000);

    internal const nuint OffloadChecksum = 0x01;
    internal const nuint OffloadTcp = 0x02 | 0x04;
    internal const nuint OffloadCongestionNotification = 0x08;
    internal const nuint OffloadUdp = 0x20 | 0x40;

    internal const nuint GetFlags = 0x8913;
    internal const nuint SetFlags = 0x8914;
    internal const nuint SetAddress = 0x8916;
    internal const nuint SetMtu = 0x8922;
    internal const nuint GetIndex = 0x8933;
    internal const short Up = 1;

    internal const int AddressFamilyInet6 = 10;
    internal const int Datagram = 2;
    internal const int SocketCloseOnExec = 0x80000;

    internal const int NotPermitted = 1;
    internal const int AccessDenied = 13;
    internal const int Busy = 16;
    internal const int InvalidArgument = 22;
    internal const int BadDescriptor = 9;
    internal const int NoDevice = 19;
    internal const int BadDescriptorState = 77;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "writev", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial nint WriteVector(int descriptor, MemoryVector* vectors, int count);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int IoctlValue(int descriptor, nuint request, nuint argument);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Socket(int family, int type, int protocol);
}
