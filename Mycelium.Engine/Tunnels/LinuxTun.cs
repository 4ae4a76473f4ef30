using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Tunnels;

/// <summary>A TUN interface of Linux. It goes away with the process, however that ends. Source: <c>data-plane.md</c> section 9.1.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxTun : ITunnel
{
    private const string Device = "/dev/net/tun";
    private const int OverlayPrefixLength = 7;

    private readonly PacketCoalescer _coalescer;
    private readonly bool _hasOffload;
    private int _descriptor;
    private int _refused;

    private LinuxTun(int descriptor, string name, int mtu, bool hasOffload, bool cutsDatagrams)
    {
        _coalescer = new PacketCoalescer(cutsDatagrams);
        _descriptor = descriptor;
        _hasOffload = hasOffload;
        InterfaceName = name;
        Mtu = mtu;
    }

    public TunnelMode Mode => TunnelMode.Tun;

    public string InterfaceName { get; }

    public int Mtu { get; }

    public nint PollHandle => _descriptor;

    /// <summary>Makes the interface, gives it the address, and takes it up.</summary>
    /// <param name="name">Name of the interface.</param>
    /// <param name="mtu">Largest packet in bytes.</param>
    /// <param name="address">The node's overlay address.</param>
    /// <param name="useOffload">Whether long runs of a flow pass in one call, where the kernel can do that.</param>
    /// <exception cref="MyceliumException">It can't be made; nothing is left behind.</exception>
    internal static LinuxTun Open(string name, int mtu, Ipv6Address address, bool useOffload = true)
    {
        const int Flags = LinuxInterop.OpenReadWrite | LinuxInterop.OpenCloseOnExec | LinuxInterop.OpenNonBlocking;
        int descriptor = LinuxInterop.Open(Device, Flags);
        if (descriptor < 0) { throw OpenFailed(Marshal.GetLastPInvokeError()); }

        try
        {
            bool hasOffload = useOffload && HasVirtioHeaders(descriptor);
            Attach(descriptor, name, hasOffload);
            bool cutsDatagrams = hasOffload && EnableOffload(descriptor);

            Configure(name, mtu, address);
            return new LinuxTun(descriptor, name, mtu, hasOffload, cutsDatagrams);
        }
        catch
        {
            _ = LinuxInterop.Close(descriptor);
            throw;
        }
    }

    public bool TryRead(TunnelInput input)
    {
        int before = _hasOffload ? VirtioHeader.Size : 0;
        Span<byte> space = input.Space(before);
        nint length;
        fixed (byte* target = space) { length = LinuxInterop.Read(_descriptor, target, space.Length); }

        if (length < 0) { RefuseLost(Marshal.GetLastPInvokeError()); }

        if (length <= before) { return false; }

        if (_hasOffload)
        {
            input.SetOffloaded(MemoryMarshal.Read<VirtioHeader>(space), (int)length - before);
        }
        else
        {
            input.SetPacket((int)length);
        }

        return true;
    }

    public void Write(Span<byte> packet)
    {
        if (_hasOffload)
        {
            if (_coalescer.IsFull) { WriteRuns(); }

            _coalescer.Add(packet);
            return;
        }

        fixed (byte* source = packet)
        {
            if (LinuxInterop.Write(_descriptor, source, packet.Length) != packet.Length) { _refused++; }
        }
    }

    public int Flush()
    {
        if (_coalescer.Count > 0) { WriteRuns(); }

        int refused = _refused;
        _refused = 0;
        return refused;
    }

    public void SetReadySignal(Action? signal)
    {
    }

    public void Dispose()
    {
        int descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0) { _ = LinuxInterop.Close(descriptor); }
    }

    private void WriteRuns()
    {
        for (int i = 0; i < _coalescer.Count; i++)
        {
            CoalescedRun run = _coalescer[i];
            ReadOnlySpan<MemoryVector> pieces = run.Complete();
            fixed (MemoryVector* vectors = pieces)
            {
                if (LinuxInterop.WriteVector(_descriptor, vectors, pieces.Length) < 0) { _refused += run.Count; }
            }
        }

        _coalescer.Clear();
    }

    // An interface that was deleted stays ready for ever.
    private void RefuseLost(int error)
    {
        if (error is LinuxInterop.BadDescriptorState or LinuxInterop.BadDescriptor or LinuxInterop.NoDevice)
        {
            throw new MyceliumException(
                MyceliumErrorId.TunnelFailed, $"Interface '{InterfaceName}' was removed by another program.", "Start the node again.");
        }
    }

    private static bool HasVirtioHeaders(int descriptor)
    {
        int features;
        return LinuxInterop.Ioctl(descriptor, LinuxInterop.GetTunFeatures, &features) == 0 && (features & LinuxInterop.VirtioHeaders) != 0;
    }

    // UDP from 6.2 on: true with it. Without any of it the kernel cuts, and the headers are empty.
    private static bool EnableOffload(int descriptor)
    {
        const nuint Tcp = LinuxInterop.OffloadChecksum | LinuxInterop.OffloadTcp | LinuxInterop.OffloadCongestionNotification;
        bool isDone = LinuxInterop.IoctlValue(descriptor, LinuxInterop.SetTunOffload, Tcp | LinuxInterop.OffloadUdp) == 0;
        if (!isDone) { _ = LinuxInterop.IoctlValue(descriptor, LinuxInterop.SetTunOffload, Tcp); }

        return isDone;
    }

    private static void Attach(int descriptor, string name, bool withVirtioHeaders)
    {
        InterfaceRequest request = InterfaceRequest.For(name);

        // Exclusive: an interface of that name that exists already is never taken over.
        request.Flags = LinuxInterop.TunFlag | LinuxInterop.NoPacketInformation | LinuxInterop.TunExclusive;
        if (withVirtioHeaders) { request.Flags |= LinuxInterop.VirtioHeaders; }

        if (LinuxInterop.Ioctl(descriptor, LinuxInterop.SetTunInterface, &request) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw error switch
            {
                LinuxInterop.Busy or LinuxInterop.InvalidArgument => new MyceliumException(
                    MyceliumErrorId.TunnelNameInUse,
                    $"An interface named '{name}' exists already.",
                    "Choose another interface name, or stop what uses this one."),
                LinuxInterop.NotPermitted or LinuxInterop.AccessDenied => PermissionDenied(error),
                _ => Failed($"Interface '{name}' can't be made", error),
            };
        }
    }

    private static void Configure(string name, int mtu, Ipv6Address address)
    {
        int socket = LinuxInterop.Socket(LinuxInterop.AddressFamilyInet6, LinuxInterop.Datagram | LinuxInterop.SocketCloseOnExec, 0);
        if (socket < 0)
        {
            throw new MyceliumException(
                MyceliumErrorId.TunnelUnavailable,
                "This system has no IPv6.",
                "Load the ipv6 kernel module, or use tunnel mode Userspace.");
        }

        try
        {
            EnableIPv6(name);
            InterfaceRequest request = InterfaceRequest.For(name);
            request.Number = mtu;
            Control(socket, LinuxInterop.SetMtu, &request, $"The MTU of '{name}' can't be set to {mtu}");
            request = InterfaceRequest.For(name);
            Control(socket, LinuxInterop.GetIndex, &request, $"Interface '{name}' has no index");
            var assignment = new AddressRequest { PrefixLength = OverlayPrefixLength, Index = request.Number };
            address.Write(new Span<byte>(assignment.Address, Ipv6Address.Size));
            Control(socket, LinuxInterop.SetAddress, &assignment, $"Address {address} can't be set on '{name}'");
            request = InterfaceRequest.For(name);
            Control(socket, LinuxInterop.GetFlags, &request, $"The flags of '{name}' can't be read");
            request.Flags |= LinuxInterop.Up;
            Control(socket, LinuxInterop.SetFlags, &request, $"Interface '{name}' can't be taken up");
        }
        finally
        {
            _ = LinuxInterop.Close(socket);
        }
    }

    private static void EnableIPv6(string name)
    {
        try
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "0");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Containers mount it read-only. If IPv6 is really off, setting the address fails and says so.
        }
    }

    private static void Control(int descriptor, nuint request, void* argument, string what)
    {
        if (LinuxInterop.Ioctl(descriptor, request, argument) < 0) { throw Failed(what, Marshal.GetLastPInvokeError()); }
    }

    private static MyceliumException OpenFailed(int error) => error is LinuxInterop.NotPermitted or LinuxInterop.AccessDenied
        ? PermissionDenied(error)
        : new MyceliumException(
            MyceliumErrorId.TunnelUnavailable,
            $"{Device} can't be opened: {new Win32Exception(error).Message}.",
            "Load the tun kernel module (modprobe tun) or give the container the device, or use tunnel mode Userspace.");

    private static MyceliumException PermissionDenied(int error) => new(
        MyceliumErrorId.TunnelPermissionDenied,
        $"This process may not create a TUN interface: {new Win32Exception(error).Message}.",
        "Run as root or with the capability CAP_NET_ADMIN, or use tunnel mode Userspace.");

    private static MyceliumException Failed(string what, int error) => error is LinuxInterop.NotPermitted
        ? PermissionDenied(error)
        : new MyceliumException(
            MyceliumErrorId.TunnelFailed,
            $"{what}: {new Win32Exception(error).Message}.",
            "Check that IPv6 is on for this system (sysctl net.ipv6.conf.all.disable_ipv6).");

    // struct ifreq: the name, then a union of which two members are used.
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    private struct InterfaceRequest
    {
        private const int NameSize = 16;

        [FieldOffset(0)]
        private fixed byte _name[NameSize];

        [FieldOffset(NameSize)]
        internal short Flags;

        [FieldOffset(NameSize)]
        internal int Number;

        internal static InterfaceRequest For(string name)
        {
            InterfaceRequest request = default;
            System.Text.Encoding.ASCII.GetBytes(name, new Span<byte>(request._name, NameSize - 1));
            return request;
        }
    }

    // struct in6_ifreq.
    [StructLayout(LayoutKind.Sequential)]
    private struct AddressRequest
    {
        internal fixed byte Address[Ipv6Address.Size];
        internal int PrefixLength;
        internal int Index;
    }
}
