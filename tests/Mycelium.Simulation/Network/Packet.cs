using Mycelium.Engine.Identity;

namespace Mycelium.Simulation.Network;

/// <summary>An echo request or its answer on its way.</summary>
internal sealed class Packet(int flow, Ipv6Address source, Ipv6Address destination, bool isReply)
{
    /// <summary>Length of its frame in bytes.</summary>
    internal const int Size = 150;

    private const int FirstHopLimit = 64;

    internal int Flow { get; } = flow;

    internal Ipv6Address Source { get; } = source;

    internal Ipv6Address Destination { get; } = destination;

    internal bool IsReply { get; } = isReply;

    /// <summary>Nodes that it may still pass.</summary>
    internal int HopLimit { get; set; } = FirstHopLimit;

    /// <summary>The answer to this request.</summary>
    internal Packet ToReply() => new(Flow, Destination, Source, true);
}
