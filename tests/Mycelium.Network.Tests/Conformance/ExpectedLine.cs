namespace Mycelium.Network.Tests.Conformance;

/// <summary>Names a frame that a scripted peer received.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Fragment">Part of what <see cref="FrameText"/> says of the frame; the first such frame is meant.</param>
internal readonly record struct ExpectedLine(string Peer, string Fragment);
