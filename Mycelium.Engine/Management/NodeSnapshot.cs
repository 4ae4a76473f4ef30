using System.Net;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Engine.Management;

/// <summary>A node, as it was when asked for.</summary>
public sealed record NodeSnapshot
{
    /// <summary>Name of the node, unique in its process.</summary>
    public required string Name { get; init; }

    /// <summary>How the node stands.</summary>
    public required NodeState State { get; init; }

    /// <summary>Overlay address.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The /64 that the node announces.</summary>
    public required string Subnet { get; init; }

    /// <summary>Public key, 64 hexadecimal digits.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Key file that holds the identity; null if the identity is not from a file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Router id of this start.</summary>
    public required string RouterId { get; init; }

    /// <summary>How the node is joined to its host.</summary>
    public required TunnelMode Tunnel { get; init; }

    /// <summary>Name of the TUN interface; null where there is none.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>Largest packet in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>Endpoints that the node listens on, with the ports that it got.</summary>
    public required IReadOnlyList<string> Listen { get; init; }

    /// <summary>Number of peers in the table.</summary>
    public required int PeerCount { get; init; }

    /// <summary>Number of peers that are connected.</summary>
    public required int ConnectedPeerCount { get; init; }

    /// <summary>Number of selected routes.</summary>
    public required int RouteCount { get; init; }

    /// <summary>Whether links are watched, and left when they stop answering.</summary>
    public bool LinkHealth { get; init; }

    /// <summary>When the node was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What the user should know about how the node came up, such as why it has no TUN interface.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Why the node failed; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
