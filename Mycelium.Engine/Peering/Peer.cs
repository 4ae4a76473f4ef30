using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>A row of the peer table.</summary>
internal sealed class Peer(Endpoint endpoint, PeerKind kind, TimeSpan addedAt)
{
    internal Endpoint Endpoint { get; } = endpoint;

    internal PeerKind Kind { get; } = kind;

    internal TimeSpan AddedAt { get; } = addedAt;

    /// <summary>The remote address of its connection, if it is known.</summary>
    internal IPAddress? Address { get; set; }

    /// <summary>Whether it is dialled, and kept connected.</summary>
    internal bool IsEnabled { get; set; } = true;

    /// <summary>Cost of its link that the user chose, 1 to 65534; null takes what is measured.</summary>
    internal ushort? FixedCost { get; set; }

    internal bool IsDialling { get; set; }

    /// <summary>When the attempt under way began.</summary>
    internal TimeSpan DialledAt { get; set; }

    /// <summary>Whether the attempt under way was called off for a new one.</summary>
    internal bool IsDialledAnew { get; set; }

    /// <summary>Its own connection, dialled or accepted.</summary>
    internal LinkId Link { get; set; }

    /// <summary>The connection that the same node opened to us, and for which our own was given up.</summary>
    internal LinkId Substitute { get; set; }

    /// <summary>The connection from the same node that was last compared with its own.</summary>
    internal LinkId Twin { get; set; }

    /// <summary>When its own connection is given up for another one to the same node; null if it is not.</summary>
    internal TimeSpan? HandOverAt { get; set; }

    internal RouterId? RouterId { get; set; }

    internal bool IsSelf { get; set; }

    internal TimeSpan? ConnectedAt { get; set; }

    internal TimeSpan? NextAttempt { get; set; }

    internal int Failures { get; set; }

    internal string? LastError { get; set; }

    internal long ReceivedBytes { get; set; }

    internal long SentBytes { get; set; }

    internal bool IsConnected => Link != LinkId.None || Substitute != LinkId.None;

    internal PeerState State
    {
        get
        {
            if (!IsEnabled) { return PeerState.Disabled; }

            if (IsConnected && RouterId is not null && !IsSelf) { return PeerState.Alive; }

            return IsConnected || IsDialling ? PeerState.Connecting : PeerState.Dead;
        }
    }

    internal PeerRecord ToRecord() => new()
    {
        Endpoint = Endpoint,
        Kind = Kind,
        State = State,
        FixedCost = FixedCost,
        Link = Link != LinkId.None ? Link : Substitute,
        RouterId = RouterId,
        AddedAt = AddedAt,
        ConnectedAt = ConnectedAt,
        NextAttempt = NextAttempt,
        FailedAttempts = Failures,
        LastError = LastError,
        PastReceivedBytes = ReceivedBytes,
        PastSentBytes = SentBytes,
    };
}
