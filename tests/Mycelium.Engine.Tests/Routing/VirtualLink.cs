using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>One end of a connection in a <see cref="VirtualNetwork"/>. What is sent arrives in order, unless it is cut.</summary>
/// <param name="id">The link at this end.</param>
/// <param name="owner">Number of the node at this end.</param>
/// <param name="remote">Number of the node at the other end.</param>
/// <param name="cost">What it costs this end to send to the other, apart from the time.</param>
internal sealed class VirtualLink(LinkId id, int owner, int remote, ushort cost)
{
    internal LinkId Id { get; } = id;

    internal int Owner { get; } = owner;

    internal int Remote { get; } = remote;

    internal ushort Cost { get; } = cost;

    /// <summary>The other end.</summary>
    internal VirtualLink Other { get; set; } = null!;

    /// <summary>Whether what is sent still arrives. The ends notice a cut later.</summary>
    internal bool IsCut { get; set; }

    /// <summary>When the last TLV sent from this end arrives.</summary>
    internal TimeSpan LastArrival { get; set; }
}
