namespace Mycelium.Engine.Routing;

/// <summary>What the data plane saw of a link up to now.</summary>
/// <param name="ReceivedBytes">Bytes received over the connection.</param>
/// <param name="DataFrames">Data packets given to the connection.</param>
/// <param name="SentBytes">Bytes sent over the connection.</param>
/// <param name="QueuedBytes">Bytes that wait to be sent.</param>
public readonly record struct LinkActivity(long ReceivedBytes, long DataFrames, long SentBytes, long QueuedBytes);
