using System.Net;

namespace Mycelium.Engine.Topology;

/// <summary>A node of a topology that is being built.</summary>
internal sealed class NodeDraft(string id, TopologyNodeKind kind)
{
    internal string Id { get; } = id;

    internal TopologyNodeKind Kind { get; } = kind;

    internal string? Name { get; set; }

    internal IPAddress? Address { get; set; }

    internal string? Subnet { get; set; }

    internal string? PublicKey { get; set; }

    internal bool IsReachable { get; set; }

    internal bool IsSuspect { get; set; }

    internal SortedSet<string> Endpoints { get; } = new(StringComparer.Ordinal);

    internal TopologyNode ToNode(int linkCount) => new()
    {
        Id = Id,
        Name = Name,
        Kind = Kind,
        State = IsReachable ? TopologyNodeState.Reachable : IsSuspect ? TopologyNodeState.Suspect : TopologyNodeState.Unreachable,
        Address = Address,
        Subnet = Subnet,
        PublicKey = PublicKey,
        Endpoints = Endpoints.ToArray(),
        LinkCount = linkCount,
    };
}
