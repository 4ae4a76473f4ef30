namespace Mycelium.Engine.Tunnels;

/// <summary>How the node is joined to its host.</summary>
public enum TunnelMode
{
    /// <summary><see cref="Tun"/> where the process may create an interface, otherwise <see cref="Userspace"/>.</summary>
    Auto,

    /// <summary>A TUN network interface; needs administrative rights.</summary>
    Tun,

    /// <summary>No interface: the node itself answers echo requests for its address and can ping others.</summary>
    Userspace,

    /// <summary>No delivery at all: a node that only forwards.</summary>
    None,
}
