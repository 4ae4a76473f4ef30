namespace Mycelium.Engine.Peering;

/// <summary>How a peer stands.</summary>
public enum PeerState
{
    /// <summary>An attempt to connect is under way.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Alive,

    /// <summary>Not connected; the next attempt waits for its time.</summary>
    Dead,

    /// <summary>Kept, but neither connected nor dialled until it is enabled.</summary>
    Disabled,
}
