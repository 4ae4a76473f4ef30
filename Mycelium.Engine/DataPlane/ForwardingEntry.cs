using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>What a packet needs to know of one subnet. The control loop writes next hop and expiry; the rest is the data thread's.
/// </summary>
internal sealed class ForwardingEntry(Subnet subnet, PublicKey key)
{
    private volatile int _nextHop;
    private long _expiresAt;

    internal Subnet Subnet { get; } = subnet;

    internal ulong High { get; } = subnet.Network.High;

    internal PublicKey Key { get; } = key;

    /// <summary>The selected route's link; none while no route is selected, when the entry still serves to open packets.</summary>
    internal LinkId NextHop => new(_nextHop);

    /// <summary>When the selected route expires.</summary>
    internal TimeSpan ExpiresAt => new(Volatile.Read(ref _expiresAt));

    /// <summary>The port of <see cref="NextHop"/> when it was last looked up; data thread.</summary>
    internal LinkPort? Port { get; set; }

    /// <summary>Made when first needed; data thread.</summary>
    internal SealingKey? SealingKey { get; set; }

    /// <summary>Whether the key behind the subnet can't be used; data thread.</summary>
    internal bool IsKeyRefused { get; set; }

    /// <summary>When its use was last reported; data thread.</summary>
    internal TimeSpan UseReportedAt { get; set; } = TimeSpan.MinValue / 2;

    /// <summary>Called by the control loop.</summary>
    internal void Update(LinkId nextHop, TimeSpan expiresAt)
    {
        Volatile.Write(ref _expiresAt, expiresAt.Ticks);
        _nextHop = nextHop.Value;
    }
}
