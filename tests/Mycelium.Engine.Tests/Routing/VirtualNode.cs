using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>A node of a <see cref="VirtualNetwork"/>: its router and the connections that it believes in.</summary>
internal sealed class VirtualNode
{
    private readonly RouterOptions _options;

    internal VirtualNode(int number, RouterOptions options)
    {
        _options = options;
        Key = new PublicKey([.. Enumerable.Repeat((byte)(number + 1), PublicKey.Size)]);
        Start(TimeSpan.Zero);
    }

    internal PublicKey Key { get; }

    internal Router Router { get; private set; } = null!;

    internal SourceTableWatch Watch { get; private set; } = null!;

    internal Dictionary<LinkId, VirtualLink> Links { get; } = [];

    internal int Starts { get; private set; }

    /// <summary>Begins anew: the same key, another router id, nothing remembered.</summary>
    internal void Start(TimeSpan now)
    {
        Links.Clear();
        Router = new Router(_options, RouterId.Create(Key, (ulong)++Starts), now);
        Watch = new SourceTableWatch(Router);
    }

    /// <summary>The selected route to a subnet.</summary>
    internal RouteRecord? Selected(Subnet subnet) => Router.Find(subnet);
}
