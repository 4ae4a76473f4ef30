using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Tunnels;

/// <summary>Real interfaces, each test on a thread with a network namespace of its own; needs root.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class LinuxTunTests
{
    private const string Name = "mycelium-test";
    private const int MostAttempts = 10_000;
    private const int NewNetworkNamespace = 0x4000_0000;
    private static readonly string[] PlacesOfIp = ["/sbin/ip", "/usr/sbin/ip", "/bin/ip", "/usr/bin/ip"];
    private static readonly Ipv6Address Self = new(0x0400_0000_0000_0001, 1);
    private static readonly Ipv6Address Remote = new(0x0400_0000_0000_0002, 2);

    [SkippableFact]
    public void An_interface_that_is_deleted_under_the_node_is_an_error_not_a_loop() => InNamespace(() =>
    {
        using LinuxTun tunnel = LinuxTun.Open(Name, 1400, Self);
        var input = new TunnelInput();
        while (tunnel.TryRead(input)) { }

        Run("ip", "link", "delete", Name);

        MyceliumException exception = Assert.Throws<MyceliumException>(() => tunnel.TryRead(input));
        Assert.Equal(MyceliumErrorId.TunnelFailed, exception.ErrorId);
        Assert.Contains(Name, exception.Message, StringComparison.Ordinal);
    });

    [SkippableFact]
    public void The_interface_is_up_with_address_and_mtu_and_gone_after_its_disposal() => InNamespace(() =>
    {
        using (LinuxTun.Open(Name, 1280, Self))
        {
            string shown = Run("ip", "-6", "address", "show", "dev", Name);
            Assert.Contains("mtu 1280", shown, StringComparison.Ordinal);
            Assert.Contains("UP", shown, StringComparison.Ordinal);
            Assert.Contains($"{Self}/7", shown, StringComparison.Ordinal);
            MyceliumException exception = Assert.Throws<MyceliumException>(() => LinuxTun.Open(Name, 1400, Self));
            Assert.Equal(MyceliumErrorId.TunnelNameInUse, exception.ErrorId);
        }

        Assert.DoesNotContain(Name, Run("ip", "link", "show"), StringComparison.Ordinal);
    });

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_packet_comes_in_and_goes_out_with_offload_and_without(bool useOffload) => InNamespace(() =>
    {
        using LinuxTun tunnel = LinuxTun.Open(Name, 1400, Self, useOffload);
        byte[] request = GC.AllocateArray<byte>(Ipv6Header.Size + 8, pinned: true);
        Packets.Ip(Remote, Self, 8, nextHeader: Ipv6Header.Icmpv6, fill: 0).CopyTo(request, 0);
        request[40] = 128;
        Ipv6Header.TryRead(request, out Ipv6Header header);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(42), InternetChecksum.Compute(header, request.AsSpan(40)));

        Assert.Equal((Self, Remote), EchoReplyTo(request, tunnel));
    });

    // Among what the kernel says to its neighbours; and not while it still takes up the interface.
    private static (Ipv6Address Source, Ipv6Address Destination) EchoReplyTo(byte[] request, LinuxTun tunnel)
    {
        var input = new TunnelInput();
        for (int i = 0; i < MostAttempts; i++)
        {
            tunnel.Write(request);
            Assert.Equal(0, tunnel.Flush());
            while (tunnel.TryRead(input))
            {
                Assert.True(input.TryNext(out Span<byte> slot));
                Span<byte> packet = slot[TunnelInput.Headroom..];
                Assert.True(Ipv6Header.TryRead(packet, out Ipv6Header header));
                if (header.NextHeader != Ipv6Header.Icmpv6 || packet[40] != 129) { continue; }

                Assert.True(InternetChecksum.IsValid(header, packet[Ipv6Header.Size..]));
                return (header.Source, header.Destination);
            }

            Thread.Sleep(1);
        }

        throw new InvalidOperationException("There is no answer.");
    }

    private static void InNamespace(Action test)
    {
        bool canRun = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/dev/net/tun");
        Skip.IfNot(canRun && PlacesOfIp.Any(File.Exists), "Needs Linux, root, TUN, and the program ip.");
        Exception? failure = null;
        bool isAllowed = true;
        var thread = new Thread(() =>
        {
            isAllowed = Unshare(NewNetworkNamespace) == 0;
            if (isAllowed) { failure = Record.Exception(test); }
        });
        thread.Start();
        thread.Join();
        Skip.IfNot(isAllowed, "This process may not make network namespaces.");
        Assert.Null(failure);
    }

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unshare(int flags);
}
