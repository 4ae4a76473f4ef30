using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Tests.Peering;

/// <summary>An endpoint, and two nodes of which one gives up its connection for that of the other.</summary>
internal static class PeerSamples
{
    internal static Endpoint There { get; } = Endpoint.Tcp(IPAddress.Parse("192.0.2.1"), 9651);

    internal static RouterId Small { get; } = new(PublicKey.Parse(new string('1', 64)), 1);

    internal static RouterId Large { get; } = new(PublicKey.Parse(new string('2', 64)), 2);
}
