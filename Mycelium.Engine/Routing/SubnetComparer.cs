using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Routing;

/// <summary>Finds a destination by its subnet. The hash is keyed by the runtime, so that nobody can choose subnets that all meet in one place.</summary>
internal sealed class SubnetComparer : IEqualityComparer<Destination>, IAlternateEqualityComparer<Subnet, Destination>
{
    public bool Equals(Destination? x, Destination? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.Subnet == y.Subnet);

    public int GetHashCode(Destination obj) => GetHashCode(obj.Subnet);

    public bool Equals(Subnet alternate, Destination other) => alternate == other.Subnet;

    public int GetHashCode(Subnet alternate) => HashCode.Combine(alternate.Network.High, alternate.Network.Low, alternate.PrefixLength);

    public Destination Create(Subnet alternate) => new(alternate);
}
