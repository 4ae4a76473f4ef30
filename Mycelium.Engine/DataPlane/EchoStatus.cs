namespace Mycelium.Engine.DataPlane;

/// <summary>How one echo request ended.</summary>
public enum EchoStatus
{
    /// <summary>The reply came.</summary>
    Success,

    /// <summary>No reply came in time.</summary>
    TimedOut,

    /// <summary>An ICMPv6 error said that the destination can't be reached.</summary>
    DestinationUnreachable,

    /// <summary>An ICMPv6 error said that the hop limit was too small.</summary>
    HopLimitExceeded,
}
