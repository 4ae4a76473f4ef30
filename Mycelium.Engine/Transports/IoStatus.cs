namespace Mycelium.Engine.Transports;

/// <summary>Outcome of a non-blocking read or write. Expected failures are values, not exceptions.</summary>
public enum IoStatus
{
    /// <summary>At least one byte was moved.</summary>
    Done,

    /// <summary>Nothing can be moved now; wait for readiness.</summary>
    WouldBlock,

    /// <summary>The other side ended the stream.</summary>
    Closed,

    /// <summary>The connection broke.</summary>
    Failed,
}
