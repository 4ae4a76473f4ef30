using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Peering;

/// <summary>How local discovery works.</summary>
/// <param name="Port">UDP port of the beacons.</param>
/// <param name="Interfaces">Names of the interfaces to use; empty means all that qualify.</param>
/// <param name="ListenPort">TCP port to advertise.</param>
/// <param name="Self">The own router id.</param>
/// <param name="OwnInterface">Name of the node's own TUN interface; null if it has none.</param>
internal sealed record DiscoveryOptions(int Port, IReadOnlyList<string> Interfaces, int ListenPort, RouterId Self, string? OwnInterface);
