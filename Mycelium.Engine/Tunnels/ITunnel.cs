namespace Mycelium.Engine.Tunnels;

/// <summary>Where plain IPv6 packets enter and leave the node: a TUN interface, the process itself, or nothing.</summary>
/// <remarks>
/// Non-blocking and driven by one data thread. Readiness to read comes from polling <see cref="PollHandle"/>, or, where
/// that is -1, by the callback of <see cref="SetReadySignal"/>.
/// </remarks>
public interface ITunnel : IDisposable
{
    /// <summary>What kind of tunnel this is; never <see cref="TunnelMode.Auto"/>.</summary>
    TunnelMode Mode { get; }

    /// <summary>Name of the network interface; null where there is none.</summary>
    string? InterfaceName { get; }

    /// <summary>Largest IPv6 packet in bytes, 1280 or more.</summary>
    int Mtu { get; }

    /// <summary>The operating system's handle to poll, or -1 if the tunnel signals by callback.</summary>
    nint PollHandle { get; }

    /// <summary>Reads packets that the host sends into the overlay.</summary>
    /// <param name="batch">Empty; receives up to its capacity of packets.</param>
    /// <returns>How many packets were read; 0 if none is waiting.</returns>
    int Read(PacketBatch batch);

    /// <summary>Hands packets from the overlay to the host. What the host does not take is dropped.</summary>
    /// <returns>How many packets the host took.</returns>
    int Write(PacketBatch batch);

    /// <summary>Sets what a tunnel without a handle calls, from any thread, when packets can be read.</summary>
    void SetReadySignal(Action? signal);
}
