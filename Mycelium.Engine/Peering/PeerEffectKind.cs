namespace Mycelium.Engine.Peering;

/// <summary>What must be done for the peer table.</summary>
public enum PeerEffectKind
{
    /// <summary>Start an attempt to connect.</summary>
    Dial,

    /// <summary>Give up the attempt that is under way.</summary>
    CancelDial,

    /// <summary>Close a connection.</summary>
    CloseLink,

    /// <summary>Ask on a connection for the routes of another one to the same node, which is to be closed.</summary>
    LearnRoutes,

    /// <summary>The state of a peer changed; for events.</summary>
    StateChanged,
}
