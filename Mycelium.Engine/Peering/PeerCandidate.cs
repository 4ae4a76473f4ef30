using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Peering;

/// <summary>A node that one may connect to.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="Region">Where it is, as the list calls it; empty if the list does not say.</param>
public sealed record PeerCandidate(Endpoint Endpoint, string Region = "");
