using Mycelium.Engine.Wire;

namespace Mycelium.Simulation.Network;

/// <summary>What a connection carries.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Tlv">The TLV of a control frame.</param>
/// <param name="Packet">The packet of a data frame.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Arrival">When it reaches the other end.</param>
internal readonly record struct Frame(FrameKind Kind, ControlTlv Tlv, Packet? Packet, int Size, TimeSpan Arrival);
