namespace Mycelium.Engine.Peering;

/// <summary>How a peer stands.</summary>
public enum PeerState
{
    /// <summary>An attempt to connect is under way, or a connection is there over which no node has announced itself yet. Whatever listens
    /// at a port accepts a connection; only a node announces itself.</summary>
    Connecting,

    /// <summary>Connected to a node that has announced itself: its key and address are known.</summary>
    Alive,

    /// <summary>Not connected; the next attempt waits for its time.</summary>
    Dead,

    /// <summary>Kept, but neither connected nor dialled until it is enabled.</summary>
    Disabled,
}
