using System.Net;

namespace Mycelium.Engine.Peering;

/// <summary>What a probe found out about an endpoint.</summary>
public sealed record PeerProbeResult
{
    /// <summary>Endpoint that was probed, such as <c>tcp://[2001:db8::1]:9651</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Whether a node answered there.</summary>
    public bool IsReachable => RoundTripTimes.Count > 0;

    /// <summary>Overlay address of the node; null if it did not announce itself in time. Announcements are not signed.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Public key of the node, 64 hexadecimal digits; null if it did not announce itself in time.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Underlay address and port that answered; null without a connection.</summary>
    public IPEndPoint? RemoteEndPoint { get; init; }

    /// <summary>Time until the connection was there, names resolved; null without one.</summary>
    public TimeSpan? ConnectTime { get; init; }

    /// <summary>The times from each Hello to its answer, in order.</summary>
    public IReadOnlyList<TimeSpan> RoundTripTimes { get; init; } = [];

    /// <summary>Shortest time from a Hello to its answer; null if none came.</summary>
    public TimeSpan? RoundTripTime => RoundTripTimes.Count > 0 ? RoundTripTimes.Min() : null;

    /// <summary>What went wrong, as a sentence; null if all Hellos were answered.</summary>
    public string? Error { get; init; }

    /// <summary>The endpoint.</summary>
    public override string ToString() => Endpoint;
}
