namespace Mycelium.Engine.Peering;

/// <summary>How a peer came into the table; decides whether it is dialled again.</summary>
public enum PeerKind
{
    /// <summary>Given by the user; dialled for ever.</summary>
    Static,

    /// <summary>Connected to us; never dialled.</summary>
    Inbound,

    /// <summary>Found by local discovery; forgotten after three failed attempts in a row.</summary>
    Discovered,
}
