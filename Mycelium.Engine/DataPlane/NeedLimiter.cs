using System.Security.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;

namespace Mycelium.Engine.DataPlane;

/// <summary>Keeps packets from asking the router for the same thing again and again. A bounded memory of what was asked lately.</summary>
/// <remarks>Places in sets, chosen with a secret: nobody can pick addresses that push each other, or those of others, out.</remarks>
internal sealed class NeedLimiter
{
    /// <summary>Needs remembered.</summary>
    internal const int Places = Sets * Ways;

    private const int Sets = 512;
    private const int Ways = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly (ulong Subnet, RouteNeed Need, TimeSpan Until)[] _asked = new (ulong, RouteNeed, TimeSpan)[Places];
    private readonly ulong _secret = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly ulong _multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    /// <summary>Whether the need was reported a short time ago.</summary>
    internal bool IsRecent(Ipv6Address address, RouteNeed need, TimeSpan now)
    {
        foreach ((ulong subnet, RouteNeed kind, TimeSpan until) in SetOf(address, need))
        {
            if (subnet == address.High && kind == need && now < until) { return true; }
        }

        return false;
    }

    /// <summary>Notes that it was reported; the oldest of its set gives way.</summary>
    internal void Note(Ipv6Address address, RouteNeed need, TimeSpan now)
    {
        Span<(ulong Subnet, RouteNeed Need, TimeSpan Until)> set = SetOf(address, need);
        int oldest = 0;
        for (int i = 1; i < set.Length; i++)
        {
            if (set[i].Until < set[oldest].Until) { oldest = i; }
        }

        set[oldest] = (address.High, need, now + Pause);
    }

    private Span<(ulong Subnet, RouteNeed Need, TimeSpan Until)> SetOf(Ipv6Address address, RouteNeed need)
    {
        ulong mixed = ((address.High ^ _secret) + (ulong)need) * _multiplier;
        mixed = (mixed ^ (mixed >> 29)) * _multiplier;
        return _asked.AsSpan((int)(mixed >> 55) * Ways, Ways);
    }
}
