using System.Net;
using Mycelium.Engine.Peering;

namespace Mycelium.Engine.Management;

/// <summary>A peer of a node, as it was when asked for.</summary>
public sealed record PeerSnapshot
{
    /// <summary>Name of the node that has this peer.</summary>
    public required string Node { get; init; }

    /// <summary>Endpoint, such as <c>tcp://[2001:db8::1]:9651</c>; identifies the peer within its node.</summary>
    public required string Endpoint { get; init; }

    /// <summary>How the peer came into the table.</summary>
    public required PeerKind Kind { get; init; }

    /// <summary>How the peer stands.</summary>
    public required PeerState State { get; init; }

    /// <summary>Whether it is connected but does not answer at the moment: its routes serve only where there is no other.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>How often it stopped answering for so long that it was suspected, on the present connection; always 0 without link
    /// health.</summary>
    public int Suspicions { get; init; }

    /// <summary>Overlay address of the node at the other end; null until it announced itself.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Public key of the node at the other end, 64 hexadecimal digits; null until it announced itself.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Underlay address and port that the connection goes to; null while not connected.</summary>
    public IPEndPoint? RemoteEndPoint { get; init; }

    /// <summary>Time from a Hello to its answer, the last one known; null before the first answer, one round trip after the connection.</summary>
    public TimeSpan? RoundTripTime { get; init; }

    /// <summary>Link cost, 0 to 65534: the smoothed round trip time in milliseconds, 1000 before the first answer, and a part for the
    /// underlay; or what was set; null while not connected.</summary>
    public int? Cost { get; init; }

    /// <summary>Cost that was set, 1 to 65534; null if it is measured.</summary>
    public int? FixedCost { get; init; }

    /// <summary>Whether it is dialled, and kept connected.</summary>
    public bool IsEnabled => State != PeerState.Disabled;

    /// <summary>Bytes received, over all connections to a static or discovered peer.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Bytes sent, over all connections to a static or discovered peer.</summary>
    public long SentBytes { get; init; }

    /// <summary>When the connection came up; null while not connected.</summary>
    public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>When the peer was added.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>Failed attempts since the last success.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>What went wrong last; null if nothing did.</summary>
    public string? LastError { get; init; }

    /// <summary>When the next attempt is due; null while connected or connecting.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>Malformed or refused input from this peer on the present connection: skipped packets and TLVs.</summary>
    public long SkippedInput { get; init; }

    /// <summary>Requests and routes of this peer that were refused on the present connection because it sent too many.</summary>
    public long LimitedInput { get; init; }

    /// <summary>The endpoint.</summary>
    public override string ToString() => Endpoint;
}
