using System.Buffers.Binary;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// What a peer with a valid key seals for this node. Input: 1 byte of options, 1 byte hop limit, the plaintext (user data header
/// and body). Options make the input go deeper: 1 an echo request is under way, and its cookie is put into the packet; 2 the
/// payload length is right; 4 the addresses are; 8 the checksum is.
/// </summary>
internal sealed class OpenedPacketTarget : IFuzzTarget, IDisposable
{
    private const int Cookie = Ipv6Header.Size + 8;
    private const int CookieSize = 16;

    private readonly NodeHarness _node = new();

    public string Name => "opened-packet";

    public int TestExecutions => 4_000;

    public long? FrameBytes => _node.Meter.Bytes / 2;

    public IEnumerable<byte[]> Seeds()
    {
        byte[] udp = [1, 0, 0, 0, .. Packets.Ip(_node.Peer.Address, _node.Self.Address, 20)];
        byte[] reply = [1, 0, 0, 0, .. Packets.Ip(_node.Peer.Address, _node.Self.Address, 24, nextHeader: Ipv6Header.Icmpv6, fill: 0)];
        reply[UserDataHeader.Size + Ipv6Header.Size] = 129;
        byte[] request = [.. reply];
        request[UserDataHeader.Size + Ipv6Header.Size] = 128;
        byte[] error = [1, 0, 0, 0, .. Packets.Ip(_node.Peer.Address, _node.Self.Address, 100, nextHeader: Ipv6Header.Icmpv6, fill: 0)];
        error[UserDataHeader.Size + Ipv6Header.Size] = 3;
        request.AsSpan(UserDataHeader.Size, 60).CopyTo(error.AsSpan(UserDataHeader.Size + Ipv6Header.Size + 8));
        yield return VectorSeeds.With([0, 64], udp);
        yield return VectorSeeds.With([9, 64], reply);
        yield return VectorSeeds.With([15, 2], request);
        yield return VectorSeeds.With([15, 2], error);
        yield return VectorSeeds.With([0, 64], [1, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        yield return VectorSeeds.With([0, 64], [1, 2, 0, 0, .. new byte[100]]);
        foreach (byte[] plaintext in VectorSeeds.Plaintexts) { yield return VectorSeeds.With([4, 64], plaintext); }
    }

    public IEnumerable<byte[]> Tokens() => [[1, 0, 0, 0, 0x60], [58, 64], [128, 0], [129, 0], [1, 3], [3, 0], [2, 0, 0, 0, 0, 0, 5, 0]];

    public void Run(ReadOnlySpan<byte> input)
    {
        _node.Renew(input.Length);
        var reader = new InputReader(input);
        byte options = reader.Byte();
        byte hopLimit = reader.Byte();
        Span<byte> plaintext = new byte[Math.Max(UserDataHeader.Size, reader.Rest.Length)];
        reader.Rest.CopyTo(plaintext);
        EchoRequest? echo = (options & 1) != 0 ? Ping() : null;
        Complete(options, plaintext[UserDataHeader.Size..]);
        long before = _node.Settled;
        byte[] frame = _node.Seal(_node.Peer, _node.Self, plaintext, hopLimit);
        _node.Send(frame);
        _node.Send(frame);

        Property.Require(_node.Settled - before == 2, "A packet is not accounted for.");
        Property.Require(_node.Host.Received.Count <= 1, "The same packet is delivered twice.");
        _node.RequireCleanHost();
        foreach (byte[] packet in _node.Host.Received) { RequireSameBut(plaintext[UserDataHeader.Size..], packet, hopLimit); }

        bool isAnswered = echo?.Result.IsCompleted == true;
        Property.Require(!isAnswered || _node.Host.Received.Count == 0, "An answer goes to the host as well.");
        _node.PassTime();
        Property.Require(echo?.Result.IsCompleted != false, "A request never ends.");
    }

    public void Dispose() => _node.Dispose();

    private EchoRequest Ping()
    {
        var request = new EchoRequest(_node.Peer.Address, 1, CookieSize, 64, TimeSpan.FromSeconds(5));
        _node.Loop.Ping(request);
        _node.Turn();
        return request;
    }

    private void Complete(byte options, Span<byte> packet)
    {
        if (packet.Length < Ipv6Header.Size) { return; }

        if ((options & 4) != 0)
        {
            packet[0] = 0x60;
            _node.Peer.Address.Write(packet[8..]);
            _node.Self.Address.Write(packet[24..]);
        }

        if ((options & 2) != 0) { BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - Ipv6Header.Size)); }

        if ((options & 1) != 0) { PutCookie(packet); }

        if ((options & 8) == 0 || packet.Length < Ipv6Header.Size + 4) { return; }

        packet[Ipv6Header.Size + 2] = packet[Ipv6Header.Size + 3] = 0;
        if (!Ipv6Header.TryRead(packet, out Ipv6Header header)) { return; }

        ushort checksum = InternetChecksum.Compute(header, packet[Ipv6Header.Size..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(Ipv6Header.Size + 2)..], checksum);
    }

    // The request is read as the peer reads it. In an error, the cookie stands in the quoted request.
    private void PutCookie(Span<byte> packet)
    {
        byte[] request = Packets.Open(_node.Peer, _node.Self, _node.ReadFar());
        int place = packet.Length > Ipv6Header.Size && packet[Ipv6Header.Size] < 128 ? Ipv6Header.Size + 8 : 0;
        if (place > 0 && packet.Length >= place + request.Length) { request.AsSpan(0, Ipv6Header.Size + 1).CopyTo(packet[place..]); }

        if (packet.Length >= place + Cookie + CookieSize) { request.AsSpan(Cookie, CookieSize).CopyTo(packet[(place + Cookie)..]); }
    }

    private void RequireSameBut(ReadOnlySpan<byte> sealedPacket, byte[] packet, byte hopLimit)
    {
        Property.Require(packet[Ipv6Header.HopLimitOffset] == hopLimit - 1, "The hop limit is not that of the outer packet.");
        Property.Require(sealedPacket.Length == packet.Length, "Another packet is delivered.");
        byte[] expected = sealedPacket.ToArray();
        expected[Ipv6Header.HopLimitOffset] = packet[Ipv6Header.HopLimitOffset];
        Property.Require(packet.AsSpan().SequenceEqual(expected), "The packet is changed.");
        Ipv6Header.TryRead(packet, out Ipv6Header header);
        Property.Require(
            header.Source.High == _node.Peer.Address.High,
            $"A packet of {header.Source} is accepted from {_node.Peer.Address}.");
    }
}
