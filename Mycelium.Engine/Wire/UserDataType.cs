namespace Mycelium.Engine.Wire;

/// <summary>What a sealed buffer carries. Source: <c>identity-and-crypto.md</c> section 7.</summary>
public enum UserDataType : byte
{
    /// <summary>A complete IPv6 packet.</summary>
    Packet = 0,

    /// <summary>A packet of the message sub-protocol.</summary>
    Message = 1,

    /// <summary>An ICMPv6 error of a router on the way, sent out of band.</summary>
    OutOfBandIcmp = 2,
}
