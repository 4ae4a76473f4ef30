using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>A peer as the table has it. Times are on the owner's clock.</summary>
public sealed record PeerRecord
{
    /// <summary>Identifies the peer.</summary>
    public required Endpoint Endpoint { get; init; }

    /// <summary>How it came into the table; never changes.</summary>
    public required PeerKind Kind { get; init; }

    /// <summary>How it stands.</summary>
    public required PeerState State { get; init; }

    /// <summary>Cost of its link that the user chose, 1 to 65534; null takes what is measured.</summary>
    public ushort? FixedCost { get; init; }

    /// <summary>Its connection: its own, or the one that the same node opened to us; none if it is not connected.</summary>
    public LinkId Link { get; init; }

    /// <summary>Who is at the other end; null until known.</summary>
    public RouterId? RouterId { get; init; }

    /// <summary>When it was added.</summary>
    public required TimeSpan AddedAt { get; init; }

    /// <summary>When its connection came up; null if it is not connected.</summary>
    public TimeSpan? ConnectedAt { get; init; }

    /// <summary>When the next attempt is due; null if none is planned.</summary>
    public TimeSpan? NextAttempt { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>What went wrong last; null if nothing did.</summary>
    public string? LastError { get; init; }

    /// <summary>Bytes received over connections that have ended.</summary>
    public long PastReceivedBytes { get; init; }

    /// <summary>Bytes sent over connections that have ended.</summary>
    public long PastSentBytes { get; init; }
}
