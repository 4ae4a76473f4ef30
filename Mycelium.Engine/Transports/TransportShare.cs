namespace Mycelium.Engine.Transports;

/// <summary>How much of what waits a transport should be given, so that the rest waits where it can be managed.</summary>
/// <param name="UnsentLimit">
/// Bytes that the transport may hold without having sent them; its handle becomes ready to write when it holds less than half of it.
/// </param>
/// <param name="Room">Bytes that it may be given before it is asked again: what the way to the other end holds is enough.</param>
/// <param name="BytesPerSecond">What was delivered of late; 0 if that is not known.</param>
public readonly record struct TransportShare(int UnsentLimit, int Room, long BytesPerSecond);
