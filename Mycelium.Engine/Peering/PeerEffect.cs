using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>One output of the peer table.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Endpoint">The peer concerned.</param>
/// <param name="Link">The connection to close, or to ask on.</param>
/// <param name="State">The new state.</param>
/// <param name="Reason">Why, as a sentence; null if it needs none.</param>
public readonly record struct PeerEffect(PeerEffectKind Kind, Endpoint Endpoint, LinkId Link, PeerState State, string? Reason);
