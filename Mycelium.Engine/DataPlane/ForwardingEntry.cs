using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>What a packet needs to know of one subnet. The control loop writes next hop and expiry; the rest is the data thread's.
/// </summary>
internal sealed class ForwardingEntry(Subnet subnet, PublicKey key)
{
    private readonly Ipv6Address _network = subnet.Network;
    private readonly byte _prefixLength = subnet.PrefixLength;
    private volatile int _nextHop;
    private volatile int _ownNextHop;
    private long _expiresAt;

    internal Subnet Subnet => new(_network, _prefixLength);

    internal ulong High => _network.High;

    internal PublicKey Key { get; } = key;

    /// <summary>The selected route's link; none while no route is selected, when the entry still serves to open packets.</summary>
    internal LinkId NextHop => new(_nextHop);

    /// <summary>The link of own packets: as a rule <see cref="NextHop"/>.</summary>
    internal LinkId OwnNextHop => _ownNextHop is var own and not 0 ? new(own) : NextHop;

    /// <summary>When the selected route expires.</summary>
    internal TimeSpan ExpiresAt => new(Volatile.Read(ref _expiresAt));

    /// <summary>What the data thread holds of a subnet that it has packets for; null while it had none.</summary>
    internal ForwardingUse? Use { get; private set; }

    /// <summary>As <see cref="Use"/>, made if there is none; data thread.</summary>
    internal ForwardingUse Used => Use ??= new ForwardingUse();

    /// <summary>Called by the control loop.</summary>
    internal void Update(LinkId nextHop, TimeSpan expiresAt)
    {
        Volatile.Write(ref _expiresAt, expiresAt.Ticks);
        _nextHop = nextHop.Value;
    }

    /// <summary>Sends own packets another way than all others, or none other. Called by the control loop.</summary>
    internal void UpdateOwn(LinkId nextHop) => _ownNextHop = nextHop.Value;
}
