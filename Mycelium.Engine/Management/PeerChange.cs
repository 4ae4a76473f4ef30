using System.Net;
using Mycelium.Engine.Peering;

namespace Mycelium.Engine.Management;

/// <summary>A change of one row of a node's peer table. Traffic, round trip times and measured costs are none; a cost that is set is
/// one.</summary>
public sealed record PeerChange
{
    /// <summary>When it was seen.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What happened to the row.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>The row as it is now; as it was last, if it is gone.</summary>
    public required PeerSnapshot Peer { get; init; }

    /// <summary>The row as it was before; null if there was none.</summary>
    public PeerSnapshot? Previous { get; init; }

    /// <summary>Name of the node.</summary>
    public string Node => Peer.Node;

    /// <summary>Endpoint of the peer.</summary>
    public string Endpoint => Peer.Endpoint;

    /// <summary>Overlay address of the node at the other end; null until it announced itself.</summary>
    public IPAddress? Address => Peer.Address;

    /// <summary>How the peer stands now; null if it is gone.</summary>
    public PeerState? State => Kind == ChangeKind.Removed ? null : Peer.State;

    /// <summary>How it stood before; null if it was not there.</summary>
    public PeerState? PreviousState => Previous?.State;

    /// <summary>Whether it is connected but does not answer at the moment.</summary>
    public bool IsSuspect => Kind != ChangeKind.Removed && Peer.IsSuspect;

    /// <summary>What went wrong last; null if nothing did.</summary>
    public string? LastError => Peer.LastError;

    /// <summary>Kind and endpoint.</summary>
    public override string ToString() => $"{Kind} {Endpoint}";
}
