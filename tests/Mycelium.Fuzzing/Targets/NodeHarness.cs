using System.Buffers.Binary;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// The data plane of one node without a thread, between a hostile peer and another one. Each input gets a new link to the
/// hostile peer and a time at which nothing of the inputs before is under way any more.
/// </summary>
internal sealed class NodeHarness : IPacketLoopEvents, IDisposable
{
    private const int ArrayOverhead = 32;
    private static readonly int TlvSize = System.Runtime.CompilerServices.Unsafe.SizeOf<ControlTlv>();

    private const int LinkCapacity = 32 * 1024;
    private static readonly TimeSpan BetweenInputs = TimeSpan.FromSeconds(100);

    private readonly LinkId _otherLink = new(1);
    private readonly MemoryLink _otherEnd;
    private readonly Dictionary<(NodeIdentity From, NodeIdentity To), byte[]> _secrets = [];
    private readonly byte[] _buffer = new byte[LinkCapacity];
    private int _lastLink = 1;
    private ulong _lastNonce;

    internal NodeHarness()
    {
        Loop = new PacketLoop(Self, Table, Host, this, TimeProvider.System, () => Now);
        Host.Keeps = true;
        (MemoryLink near, _otherEnd) = MemoryLink.CreatePair(Endpoint.Memory("near"), Endpoint.Memory("far"), LinkCapacity);
        Loop.AttachLink(_otherLink, near, new LinkCounters());
        _otherEnd.TrySend(Hello(), out _);

        // A place where an entry was is not the same as one where none ever was.
        Table.Set(Gone.Subnet, Gone.PublicKey, LinkId.None, Now);
        Table.Remove(Gone.Subnet);
        Far = _otherEnd;
        Renew();
    }

    internal NodeIdentity Self { get; } = Identity('a');

    /// <summary>At the other end of the link that inputs come from; may do what it likes.</summary>
    internal NodeIdentity Peer { get; } = Identity('b');

    /// <summary>Behind another link.</summary>
    internal NodeIdentity Other { get; } = Identity('c');

    /// <summary>Its key is known, a route is not.</summary>
    internal NodeIdentity Lost { get; } = Identity('d');

    /// <summary>Was known once.</summary>
    internal NodeIdentity Gone { get; } = Identity('e');

    internal ForwardingTable Table { get; } = new();

    internal FakeTunnel Host { get; } = new();

    internal PacketLoop Loop { get; }

    internal TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1000);

    internal LinkId Link { get; private set; }

    /// <summary>The hostile peer's end.</summary>
    internal MemoryLink Far { get; private set; }

    internal LinkCounters Counters { get; private set; } = new();

    internal List<ControlTlv> Tlvs { get; } = [];

    internal List<string> Closed { get; } = [];

    /// <summary>Data packets that came to an end, whatever it was.</summary>
    internal long Settled =>
        Loop.Counters.ReceivedPackets + Loop.Counters.ForwardedPackets + Enum.GetValues<DropReason>().Sum(Loop.Counters.Dropped);

    /// <summary>What the loop allocated since the last <see cref="Renew"/> began to measure.</summary>
    internal FrameMeter Meter { get; } = new();

    /// <summary>Makes everything as it was at the start, and a new link, whose buffers have room for an input.</summary>
    internal void Renew(int length = 0)
    {
        if (Far != _otherEnd) { Far.Dispose(); }

        Turn();
        PassTime();
        (MemoryLink near, Far) = MemoryLink.CreatePair(Endpoint.Memory("near"), Endpoint.Memory("far"), LinkCapacity);
        Link = new LinkId(++_lastLink);
        Counters = new LinkCounters();
        Loop.AttachLink(Link, near, Counters);
        Far.TrySend(Hello(), out _);
        TimeSpan expiry = Now + TimeSpan.FromHours(1);
        Table.Set(Peer.Subnet, Peer.PublicKey, Link, expiry);
        Table.Set(Other.Subnet, Other.PublicKey, _otherLink, expiry);
        Table.Set(Lost.Subnet, Lost.PublicKey, LinkId.None, expiry);
        Turn();
        Warm(length);
        ReadOther();
        Host.Received.Clear();
        Tlvs.Clear();
        Closed.Clear();
        Meter.Reset();
    }

    // A link keeps its buffers, so what they take is no cost of a frame.
    private void Warm(int length)
    {
        byte[] frame = new byte[DataHeader.Size + Math.Clamp(length, SealingKey.Overhead, ushort.MaxValue)];
        new DataHeader((ushort)(frame.Length - DataHeader.Size), 9, Other.Address, Peer.Address).TryWrite(frame);
        ReadOnlySpan<byte> rest = frame;
        while (!rest.IsEmpty)
        {
            _otherEnd.TrySend(rest, out int count);
            rest = rest[count..];
            Turn();
        }

        ReadFar();
    }

    // A connection that says nothing valid is closed after a time.
    private static byte[] Hello()
    {
        byte[] frame = new byte[ControlFrame.MaximumSize];
        ControlFrame.TryWrite(ControlTlv.From(new HelloTlv(true, default, 2000)), frame, out int length);
        return frame[..length];
    }

    /// <summary>Lets go what waits for a time limit.</summary>
    internal void PassTime()
    {
        Now += BetweenInputs;
        Turn();
    }

    internal void Turn()
    {
        int received = Host.Received.Count;
        long copied = Host.Received.Capacity + Tlvs.Capacity;
        Meter.Start();
        for (int i = 0; i < 3; i++) { Loop.RunTurn(mayWait: false); }

        // What was kept of it, and the lists that keep it.
        bool hasGrown = copied != Host.Received.Capacity + Tlvs.Capacity;
        long kept = hasGrown ? (8L * Host.Received.Capacity) + ((long)TlvSize * Tlvs.Capacity) : 0;
        for (int i = received; i < Host.Received.Count; i++) { kept += Host.Received[i].Length + ArrayOverhead; }

        Meter.Stop(kept);
    }

    /// <summary>Sends bytes from the hostile peer.</summary>
    internal void Send(ReadOnlySpan<byte> bytes)
    {
        do
        {
            Far.TrySend(bytes, out int count);
            bytes = bytes[count..];
            Turn();
        }
        while (!bytes.IsEmpty && Closed.Count == 0);
    }

    /// <summary>A data packet as the peer would send it; the same for the same input and number of packets before.</summary>
    internal byte[] Seal(NodeIdentity from, NodeIdentity to, ReadOnlySpan<byte> plaintext, byte hopLimit)
    {
        byte[] secret = SecretOf(from, to);
        Span<byte> number = stackalloc byte[9];
        BinaryPrimitives.WriteUInt64BigEndian(number, ++_lastNonce);
        var nonces = new NonceSequence(from.PublicKey.IsLargerThan(to.PublicKey), number, 0);
        using var key = new SealingKey(secret, nonces, SealingImplementation.Platform);
        byte[] frame = new byte[DataHeader.Size + plaintext.Length + SealingKey.Overhead - UserDataHeader.Size];
        plaintext.CopyTo(frame.AsSpan(DataHeader.Size));
        int length = key.Seal(frame.AsSpan(DataHeader.Size), plaintext.Length - UserDataHeader.Size);
        new DataHeader((ushort)length, hopLimit, from.Address, to.Address).TryWrite(frame);
        return frame;
    }

    /// <summary>What the node sent to the hostile peer.</summary>
    internal byte[] ReadFar() => Read(Far);

    /// <summary>What the node sent to the other peer.</summary>
    internal byte[] ReadOther() => Read(_otherEnd);

    /// <summary>Checks that a host is given complete IPv6 packets to its own subnet, and nothing else.</summary>
    internal void RequireCleanHost()
    {
        foreach (byte[] packet in Host.Received)
        {
            bool isRead = Ipv6Header.TryRead(packet, out Ipv6Header header);
            Property.Require(
                isRead && header.PayloadLength == packet.Length - Ipv6Header.Size,
                "The host gets what is no complete IPv6 packet.");
            Property.Require(header.Destination.High == Self.Address.High, $"The host gets a packet to {header.Destination}.");
            Property.Require(
                header.Source.IsOverlay && header.Source.High != Self.Address.High, $"The host gets a packet from {header.Source}.");
        }
    }

    /// <summary>Checks that only whole data packets to other nodes were sent on a link, as many as it says.</summary>
    internal static int RequireCleanStream(byte[] sent)
    {
        var cursor = new FrameCursor(sent);
        int count = 0;
        while (cursor.Read(out Span<byte> frame) is var status && status != FrameStatus.NeedMore)
        {
            count++;
            Property.Require(status == FrameStatus.Data, $"A frame with the outcome {status} is sent.");
            bool isRead = DataHeader.TryRead(frame, out DataHeader header);
            Property.Require(isRead && header.Destination.IsOverlay && header.HopLimit > 0, $"{header} is sent.");
        }

        Property.Require(cursor.Consumed == sent.Length, "A part of a frame is sent.");
        return count;
    }

    public bool TryTlvReceived(LinkId link, in ControlTlv tlv)
    {
        if (link == Link) { Tlvs.Add(tlv); }

        return true;
    }

    public bool TryRouteNeeded(Ipv6Address address, RouteNeed need)
    {
        Property.Require(address.IsOverlay && address.High != Self.Address.High, $"A route is needed to {address}.");
        return true;
    }

    public void LinkClosed(LinkId link, string reason)
    {
        if (link == Link) { Closed.Add(reason); }
    }

    public void Failed(Exception exception) => throw new InvalidOperationException("The loop failed.", exception);

    public void Dispose()
    {
        Loop.Dispose();
        foreach (NodeIdentity identity in new[] { Self, Peer, Other, Lost, Gone }) { identity.Dispose(); }
    }

    private byte[] SecretOf(NodeIdentity from, NodeIdentity to)
    {
        if (_secrets.TryGetValue((from, to), out byte[]? known)) { return known; }

        byte[] secret = new byte[SealingKey.KeySize];
        from.TryAgree(to.PublicKey, secret);
        _secrets.Add((from, to), secret);
        return secret;
    }

    private byte[] Read(MemoryLink link)
    {
        var all = new List<byte>();
        while (link.TryReceive(_buffer, out int count) == IoStatus.Done)
        {
            all.AddRange(_buffer.AsSpan(0, count));
            Turn();
        }

        return [.. all];
    }

    private static NodeIdentity Identity(char digit) => NodeIdentity.FromSecretKey(Convert.FromHexString(new string(digit, 64)));
}
