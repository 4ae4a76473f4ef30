using System.Text.Json;
using CsCheck;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

public sealed class DiscoveryBeaconTests
{
    [Fact]
    public void The_recorded_beacon_survives_a_round_trip()
    {
        foreach (JsonElement vector in VectorFile.Identity.Items("discovery_beacons"))
        {
            Assert.True(DiscoveryBeacon.TryRead(vector.Hex("datagram"), out DiscoveryBeacon beacon));
            Assert.Equal(9651, beacon.Port);
            byte[] router = new byte[40];
            beacon.RouterId.Write(router);
            Assert.Equal(vector.Hex("router_id"), router);

            byte[] again = new byte[DiscoveryBeacon.Size];
            Assert.True(beacon.TryWrite(again));
            Assert.Equal(vector.Hex("datagram"), again);
        }
    }

    [Fact]
    public void Any_other_length_or_magic_is_refused()
    {
        byte[] good = VectorFile.Identity.Items("discovery_beacons").First().Hex("datagram");
        Assert.False(DiscoveryBeacon.TryRead(good[..49], out _));
        Assert.False(DiscoveryBeacon.TryRead([.. good, 0], out _));
        good[3] ^= 1;
        Assert.False(DiscoveryBeacon.TryRead(good, out _));
        Gen.Byte.Array[0, 100].Sample(bytes => DiscoveryBeacon.TryRead(bytes, out _) == false);
        Assert.False(default(DiscoveryBeacon).TryWrite(new byte[49]));
    }
}
