using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>All that is needed to send an own packet; what was found for the first of a run holds for the rest of it.</summary>
/// <param name="Key">What it is sealed with.</param>
/// <param name="Port">The connection.</param>
/// <param name="Flow">Hash of its flow.</param>
/// <param name="Header">Its addresses and hop limit; the length is that of the first.</param>
internal readonly record struct OwnRoute(SealingKey Key, LinkPort Port, uint Flow, Ipv6Header Header);
