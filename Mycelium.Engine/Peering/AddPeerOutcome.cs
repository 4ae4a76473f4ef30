namespace Mycelium.Engine.Peering;

/// <summary>Whether a peer could be added.</summary>
public enum AddPeerOutcome
{
    /// <summary>It is in the table now.</summary>
    Added,

    /// <summary>It was there already.</summary>
    Exists,

    /// <summary>There is no room.</summary>
    Full,
}
