using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>Datagrams of local discovery. Input: 16 bytes source address, the datagram.</summary>
internal sealed class DiscoveryBeaconTarget : IFuzzTarget
{
    private static readonly byte[] LinkLocal = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1];
    private readonly DiscoveryOptions _options;
    private readonly FrameMeter _meter = new();

    public DiscoveryBeaconTarget()
    {
        RouterId self = DiscoveryBeacon.TryRead(Datagrams().First(), out DiscoveryBeacon own) ? own.RouterId : default;
        _options = new DiscoveryOptions(9650, [], 9651, self, null);
    }

    public string Name => "discovery-beacon";

    public int MaximumLength => 128;

    public long? FrameBytes => _meter.Bytes;

    public IEnumerable<byte[]> Seeds()
    {
        foreach (byte[] datagram in Datagrams())
        {
            byte[] other = [.. datagram];
            other[20] ^= 1;
            yield return VectorSeeds.With(LinkLocal, datagram);
            yield return VectorSeeds.With(LinkLocal, other);
        }
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        var reader = new InputReader(input);
        Span<byte> address = stackalloc byte[Ipv6Address.Size];
        reader.Fill(address);
        ReadOnlySpan<byte> datagram = reader.Rest;
        bool isRead = DiscoveryBeacon.TryRead(datagram, out DiscoveryBeacon beacon);
        Property.Require(isRead == (datagram.Length == 50 && datagram.StartsWith("mycelium"u8)), $"{datagram.Length} bytes: {isRead}.");
        var source = new IPEndPoint(new IPAddress(address), 9650);
        _meter.Reset();
        _meter.Start();
        bool isTaken = DiscoveryRules.TryRead(datagram, source, _options, out Endpoint endpoint, out _);
        _meter.Stop();
        if (!isRead)
        {
            Property.Require(!isTaken, "What is no beacon is followed.");
            return;
        }

        Span<byte> target = stackalloc byte[DiscoveryBeacon.Size];
        Property.Require(!beacon.TryWrite(target[1..]) && beacon.TryWrite(target), "A beacon is written into another size than its own.");
        Property.Require(target.SequenceEqual(datagram), $"{beacon} is not written as it was.");
        bool isWanted = address.StartsWith(LinkLocal.AsSpan(0, 8)) && beacon.Port != 0 && beacon.RouterId != _options.Self;
        Property.Require(isTaken == isWanted, $"A beacon from {source} is followed: {isTaken}.");
        Property.Require(
            !isTaken || (endpoint.Port == beacon.Port && source.Address.Equals(endpoint.Address)),
            $"{endpoint} is not where the beacon came from.");
    }

    private static IEnumerable<byte[]> Datagrams() => VectorFile.Identity.Items("discovery_beacons").Select(item => item.Hex("datagram"));
}
