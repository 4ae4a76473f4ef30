namespace Mycelium.Network.Tests.Conformance;

/// <summary>One line of a recording.</summary>
/// <param name="Time">Since the first connection.</param>
/// <param name="Peer">Name of the scripted peer.</param>
/// <param name="What"><c>open</c>, <c>sent</c> by the peer, <c>received</c> from the node, or <c>closed</c>.</param>
/// <param name="Bytes">The frame; empty for open and closed.</param>
internal sealed record TranscriptEntry(TimeSpan Time, string Peer, string What, byte[] Bytes);
