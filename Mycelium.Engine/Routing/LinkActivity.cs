namespace Mycelium.Engine.Routing;

/// <summary>What the data plane saw of a link up to now.</summary>
/// <param name="ReceivedBytes">Bytes received over the connection.</param>
/// <param name="DataFrames">Data packets given to the connection.</param>
/// <param name="SentBytes">Bytes sent over the connection.</param>
/// <param name="QueuedBytes">Bytes that wait to be sent.</param>
/// <param name="AcknowledgedAt">When the system of the other end last acknowledged anything, on the owner's clock; null if that is not
/// known. It shows that the underlay works, not that the node does.</param>
public readonly record struct LinkActivity(
    long ReceivedBytes, long DataFrames, long SentBytes, long QueuedBytes, TimeSpan? AcknowledgedAt = null);
