namespace Mycelium.Engine.Tunnels;

/// <summary>Where plain IPv6 packets enter and leave the node: a TUN interface, the process itself, or nothing.</summary>
/// <remarks>
/// Non-blocking and driven by one data thread. Readiness to read comes from polling <see cref="PollHandle"/>, or, where
/// that is -1, by the callback of <see cref="SetReadySignal"/>.
/// </remarks>
internal interface ITunnel : IDisposable
{
    /// <summary>What kind of tunnel this is; never <see cref="TunnelMode.Auto"/>.</summary>
    TunnelMode Mode { get; }

    /// <summary>Name of the network interface; null where there is none.</summary>
    string? InterfaceName { get; }

    /// <summary>Largest IPv6 packet in bytes, 1280 or more.</summary>
    int Mtu { get; }

    /// <summary>The operating system's handle to poll, or -1 if the tunnel signals by callback.</summary>
    nint PollHandle { get; }

    /// <summary>Reads what the host sends into the overlay: a packet, or a run of them.</summary>
    /// <param name="input">Receives it; what it held before is lost.</param>
    /// <returns>False if nothing is waiting.</returns>
    bool TryRead(TunnelInput input);

    /// <summary>Gives a packet from the overlay to the host, at the latest with the next <see cref="Flush"/>.</summary>
    /// <param name="packet">A whole IPv6 packet in pinned memory, which stays as it is until <see cref="Flush"/>.</param>
    void Write(Span<byte> packet);

    /// <summary>Gives the host what it did not get yet.</summary>
    /// <returns>How many packets it did not take since the last call; they are lost.</returns>
    int Flush();

    /// <summary>Sets what a tunnel without a handle calls, from any thread, when packets can be read.</summary>
    void SetReadySignal(Action? signal);
}
