using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Peering;

public sealed class LocalDiscoveryTests
{
    [Fact]
    public void Of_a_flood_of_beacons_only_so_many_are_looked_at()
    {
        var self = new RouterId(PublicKey.Parse(new string('1', 64)), 1);
        var other = new RouterId(PublicKey.Parse(new string('2', 64)), 2);
        var events = new CountedBeacons();
        using var discovery = new LocalDiscovery(new DiscoveryOptions(0, [], 9651, self, null), events, TimeProvider.System);
        byte[] beacon = new byte[DiscoveryBeacon.Size];
        for (int i = 0; i < 2 * DiscoveryRules.MaximumBeaconsPerInterval; i++)
        {
            new DiscoveryBeacon((ushort)(i + 1), other).TryWrite(beacon);
            discovery.Handle(beacon, new IPEndPoint(IPAddress.Parse($"fe80::{i + 1:x}"), 9650));
        }

        Assert.Equal(DiscoveryRules.MaximumBeaconsPerInterval, events.Count);
    }

    private sealed class CountedBeacons : IPeeringEvents
    {
        internal int Count { get; private set; }

        public void BeaconReceived(Endpoint endpoint, RouterId routerId) => Count++;

        public void LinkAccepted(ITransportLink link) => throw new NotSupportedException();

        public void DialSucceeded(Endpoint endpoint, ITransportLink link) => throw new NotSupportedException();

        public void DialFailed(Endpoint endpoint, string reason) => throw new NotSupportedException();

        public void NetworkChanged() => throw new NotSupportedException();

        public void PeeringWarning(string message) => throw new NotSupportedException();
    }
}
