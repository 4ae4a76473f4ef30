using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;

namespace Mycelium.Engine.DataPlane;

/// <summary>Keeps packets from asking the router for the same thing again and again. A bounded memory of what was asked lately.</summary>
internal sealed class NeedLimiter
{
    private const int Places = 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly (ulong Subnet, RouteNeed Need, TimeSpan Until)[] _asked = new (ulong, RouteNeed, TimeSpan)[Places];

    /// <summary>Whether the need was reported a short time ago.</summary>
    internal bool IsRecent(Ipv6Address address, RouteNeed need, TimeSpan now)
    {
        (ulong subnet, RouteNeed kind, TimeSpan until) = _asked[Place(address)];
        return subnet == address.High && kind == need && now < until;
    }

    internal void Note(Ipv6Address address, RouteNeed need, TimeSpan now) => _asked[Place(address)] = (address.High, need, now + Pause);

    private static int Place(Ipv6Address address) => (int)((address.High * 0x9e37_79b9_7f4a_7c15) >> 54);
}
