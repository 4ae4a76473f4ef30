namespace Mycelium.Engine.Tests.Routing;

/// <summary>What happens to a <see cref="VirtualNetwork"/>.</summary>
internal enum VirtualFaultKind
{
    /// <summary>A connection is lost.</summary>
    Cut,

    /// <summary>A connection carries nothing any more, and nobody is told.</summary>
    Silence,

    /// <summary>A connection holds back what it carries for some seconds.</summary>
    Stall,

    /// <summary>A connection is made.</summary>
    Connect,

    /// <summary>A node restarts.</summary>
    Restart,

    /// <summary>A node has a packet for another.</summary>
    Need,
}
