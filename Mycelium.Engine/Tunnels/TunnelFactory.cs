using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Tunnels;

/// <summary>Makes the tunnel that the options ask for.</summary>
internal static class TunnelFactory
{
    /// <summary>Makes a tunnel.</summary>
    /// <param name="mode">What is wanted.</param>
    /// <param name="interfaceName">Name of a TUN interface.</param>
    /// <param name="mtu">Largest packet in bytes.</param>
    /// <param name="address">The node's overlay address.</param>
    /// <param name="warning">Why <see cref="TunnelMode.Auto"/> fell back, and what to do; otherwise null.</param>
    /// <exception cref="MyceliumException">A TUN interface was asked for and can't be made.</exception>
    internal static ITunnel Create(TunnelMode mode, string interfaceName, int mtu, Ipv6Address address, out string? warning)
    {
        warning = null;
        switch (mode)
        {
            case TunnelMode.Tun:
                return CreateTun(interfaceName, mtu, address);
            case TunnelMode.Userspace:
                return new UserspaceTunnel(address, mtu);
            case TunnelMode.None:
                return new NoTunnel(mtu);
            default:
                try
                {
                    return CreateTun(interfaceName, mtu, address);
                }
                catch (MyceliumException exception)
                {
                    warning = $"There is no TUN interface; the node works in userspace: it answers pings and can ping, but the programs of "
                        + $"this machine can't use it. {exception.Message} {exception.RecommendedAction}";
                    return new UserspaceTunnel(address, mtu);
                }
        }
    }

    private static LinuxTun CreateTun(string interfaceName, int mtu, Ipv6Address address) => OperatingSystem.IsLinux()
        ? LinuxTun.Open(interfaceName, mtu, address)
        : throw new MyceliumException(
            MyceliumErrorId.TunnelUnavailable, "TUN interfaces are supported on Linux only.", "Use tunnel mode Userspace on this system.");
}
