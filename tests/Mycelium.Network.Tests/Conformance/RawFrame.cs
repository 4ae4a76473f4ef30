namespace Mycelium.Network.Tests.Conformance;

/// <summary>A frame as it came off the wire.</summary>
/// <param name="Time">Since the peer connected.</param>
/// <param name="Bytes">All of it, with the packet header.</param>
internal sealed record RawFrame(TimeSpan Time, byte[] Bytes);
