namespace Mycelium.Engine.DataPlane;

/// <summary>What a waiting packet is.</summary>
internal enum WaitingKind
{
    /// <summary>An IPv6 packet of the host, not sealed yet.</summary>
    Own,

    /// <summary>A frame of another node, its hop limit already decremented.</summary>
    Transit,

    /// <summary>A frame for this node whose source's key is not known yet, its hop limit already decremented.</summary>
    Incoming,
}
