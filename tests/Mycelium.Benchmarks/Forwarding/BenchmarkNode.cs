using Mycelium.Engine.Cryptography;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Forwarding;

/// <summary>The data plane of a node between two neighbours, with packets ready for each path through it.</summary>
internal sealed class BenchmarkNode : IDisposable
{
    private const byte Udp = 17;
    private const int LinkCapacity = 1024 * 1024;

    private readonly NodeIdentity _self = NodeIdentity.Create();
    private readonly NodeIdentity _first = NodeIdentity.Create();
    private readonly NodeIdentity _second = NodeIdentity.Create();
    private readonly ForwardingTable _table = new();
    private readonly RepeatingTunnel _tunnel = new(mtu: 1400);
    private readonly byte[] _drain = new byte[LinkCapacity];
    private readonly byte[] _transit;
    private readonly byte[] _own;
    private readonly byte[] _incoming;
    private readonly PacketLoop _loop;
    private readonly MemoryLink _firstEnd;
    private readonly MemoryLink _secondEnd;
    private readonly int _frameSize;
    private long _expected;
    private int _nextIncoming;

    /// <summary>Makes the node and its packets.</summary>
    /// <param name="packetSize">Bytes of an IPv6 packet.</param>
    /// <param name="incomingCount">Packets for the node itself; each can be opened once, a second time is a replay.</param>
    internal BenchmarkNode(int packetSize, int incomingCount)
    {
        _loop = new PacketLoop(_self, _table, _tunnel, new IgnoredEvents(), TimeProvider.System, () => TimeSpan.FromSeconds(1000));
        _firstEnd = Attach(new LinkId(1), _first);
        _secondEnd = Attach(new LinkId(2), _second);
        _own = Packet(_self, _second, packetSize);
        _transit = Seal(_first, _second, packetSize, 1024);
        _frameSize = _transit.Length / 1024;
        _incoming = Seal(_first, _self, packetSize, incomingCount);
    }

    /// <summary>The first neighbour sends packets for the second.</summary>
    internal void ForwardBatch(int count)
    {
        Send(_transit.AsSpan(0, count * _frameSize));
        Turn(_secondEnd, count);
    }

    /// <summary>The host sends packets for the second neighbour.</summary>
    internal void SealBatch(int count)
    {
        _tunnel.Repeat(_own, count);
        Turn(_secondEnd, count);
    }

    /// <summary>The first neighbour sends packets for the host.</summary>
    internal void OpenBatch(int count)
    {
        Send(_incoming.AsSpan(_nextIncoming, count * _frameSize));
        _nextIncoming += count * _frameSize;
        Turn(null, count);
    }

    /// <summary>Checks that all packets went where they should.</summary>
    internal void AssertNothingWasDropped()
    {
        DataPlaneCounters counters = _loop.Counters;
        long passed = counters.ForwardedPackets + counters.SentPackets + counters.ReceivedPackets;
        if (passed != _expected) { throw new InvalidOperationException($"{passed} packets of {_expected} passed."); }
    }

    public void Dispose()
    {
        _loop.Dispose();
        _self.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private MemoryLink Attach(LinkId id, NodeIdentity neighbour)
    {
        (MemoryLink near, MemoryLink far) = MemoryLink.CreatePair(Endpoint.Memory("near"), Endpoint.Memory("far"), LinkCapacity);
        _loop.AttachLink(id, near, new LinkCounters());
        _table.Set(neighbour.Subnet, neighbour.PublicKey, id, TimeSpan.MaxValue);
        return far;
    }

    private void Send(ReadOnlySpan<byte> frames)
    {
        if (_firstEnd.TrySend(frames, out int sent) != IoStatus.Done || sent != frames.Length)
        {
            throw new InvalidOperationException("The link is full.");
        }
    }

    private void Turn(MemoryLink? outgoing, int count)
    {
        _loop.RunTurn(mayWait: false);
        outgoing?.TryReceive(_drain, out _);
        _expected += count;
    }

    private static byte[] Packet(NodeIdentity from, NodeIdentity to, int size)
    {
        byte[] packet = new byte[size];
        new Ipv6Header((ushort)(size - Ipv6Header.Size), Udp, 64, from.Address, to.Address).Write(packet);
        return packet;
    }

    private static byte[] Seal(NodeIdentity from, NodeIdentity to, int size, int count)
    {
        using SealingKey key = from.TryCreateSealingKey(to.PublicKey)!;
        byte[] packet = Packet(from, to, size);
        int frameSize = DataHeader.Size + SealingKey.Overhead + size;
        byte[] frames = new byte[frameSize * count];
        for (int i = 0; i < count; i++)
        {
            Span<byte> frame = frames.AsSpan(i * frameSize, frameSize);
            UserDataHeader.Write(frame[DataHeader.Size..], UserDataType.Packet);
            packet.CopyTo(frame[(DataHeader.Size + UserDataHeader.Size)..]);
            int length = key.Seal(frame[DataHeader.Size..], size);
            new DataHeader((ushort)length, 63, from.Address, to.Address).TryWrite(frame);
        }

        return frames;
    }
}
