using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tunnels;

/// <summary>
/// A packet, and those of the same flow that continue it: equal in all headers but length, sequence number and checksum, and of equal
/// size but for the last. The bytes stay where they are; only the headers of a run of several are written anew.
/// </summary>
/// <param name="joinsDatagrams">Whether UDP is joined too: systems that can't cut it refuse a run of it.</param>
/// <remarks>The rules are those by which Linux joins what it receives (net/ipv4/tcp_offload.c, net/ipv4/udp_offload.c), or stricter.</remarks>
internal sealed unsafe class CoalescedRun(bool joinsDatagrams)
{
    /// <summary>Most packets of a run.</summary>
    internal const int MaximumPackets = 64;

    /// <summary>Longest run in bytes, headers counted once.</summary>
    internal const int MaximumLength = Ipv6Header.Size + ushort.MaxValue;

    private const int LongestHeaders = Ipv6Header.Size + 60;
    private const int Ports = Ipv6Header.Size;

    // The headers, then a payload for each packet.
    private readonly MemoryVector[] _vectors = GC.AllocateArray<MemoryVector>(MaximumPackets + 1, pinned: true);
    private readonly byte[] _headers = GC.AllocateUninitializedArray<byte>(VirtioHeader.Size + LongestHeaders, pinned: true);
    private byte* _packet;
    private int _packetLength;
    private int _headerLength;
    private int _segmentSize;
    private int _length;
    private uint _nextSequence;
    private byte _protocol;
    private bool _isOpen;
    private bool _isFirstChecked;
    private bool _hasPush;

    /// <summary>Packets in it.</summary>
    internal int Count { get; private set; }

    private ReadOnlySpan<byte> Packet => new(_packet, _packetLength);

    /// <summary>Begins with a packet.</summary>
    internal void Begin(Span<byte> packet)
    {
        fixed (byte* pinned = packet) { _packet = pinned; }

        _packetLength = _length = packet.Length;
        Count = 1;
        _isFirstChecked = _hasPush = false;
        _headerLength = HeaderLength(packet);
        _isOpen = _headerLength > 0;
        if (!_isOpen) { return; }

        _protocol = packet[Ipv6Header.NextHeaderOffset];
        _segmentSize = packet.Length - _headerLength;
        if (_protocol != TransportHeaders.Tcp) { return; }

        _nextSequence = BinaryPrimitives.ReadUInt32BigEndian(packet[(Ports + TransportHeaders.TcpSequence)..]) + (uint)_segmentSize;
        _isOpen = (packet[Ports + TransportHeaders.TcpFlags] & TransportHeaders.Push) == 0;
    }

    /// <summary>Whether a packet has the addresses, the protocol and the ports of this run's, so that it must not overtake them.</summary>
    internal bool IsSameFlow(ReadOnlySpan<byte> packet)
    {
        const int Flow = Ipv6Header.AddressesOffset;
        const int End = Ports + TransportHeaders.PortsSize;
        ReadOnlySpan<byte> first = Packet;
        return first.Length >= End
            && packet.Length >= End
            && packet[Ipv6Header.NextHeaderOffset] == first[Ipv6Header.NextHeaderOffset]
            && packet[Flow..End].SequenceEqual(first[Flow..End]);
    }

    /// <summary>Adds a packet of the same flow if it continues the run; otherwise the run is closed.</summary>
    internal bool TryAppend(Span<byte> packet)
    {
        if (!_isOpen || !Continues(packet) || !AreIntact(packet))
        {
            _isOpen = false;
            return false;
        }

        int payload = packet.Length - _headerLength;
        Count++;
        fixed (byte* pinned = packet) { SetPiece(Count, pinned + _headerLength, payload); }

        _length += payload;
        _nextSequence += (uint)payload;
        _hasPush = _protocol == TransportHeaders.Tcp && (packet[Ports + TransportHeaders.TcpFlags] & TransportHeaders.Push) != 0;
        _isOpen = !_hasPush && payload == _segmentSize && Count < MaximumPackets;
        return true;
    }

    /// <summary>The pieces to be written, headers first; valid until the run is used anew.</summary>
    internal ReadOnlySpan<MemoryVector> Complete()
    {
        Span<byte> headers = _headers;
        if (Count == 1)
        {
            headers[..VirtioHeader.Size].Clear();
            SetPiece(0, Address(_headers), VirtioHeader.Size);
            SetPiece(1, _packet, _packetLength);
            return _vectors.AsSpan(0, 2);
        }

        SetPiece(0, Address(_headers), VirtioHeader.Size + _headerLength);
        SetPiece(1, _packet + _headerLength, _segmentSize);
        WriteHeaders(headers);
        return _vectors.AsSpan(0, Count + 1);
    }

    private static byte* Address(byte[] pinned) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    // Length of all headers of a packet that can be part of a run; 0 if it can't.
    private int HeaderLength(ReadOnlySpan<byte> packet)
    {
        if (packet.Length <= Ports + TransportHeaders.UdpSize) { return 0; }

        ReadOnlySpan<byte> transport = packet[Ports..];
        switch (packet[Ipv6Header.NextHeaderOffset])
        {
            case TransportHeaders.Udp when joinsDatagrams:
                bool isWhole = BinaryPrimitives.ReadUInt16BigEndian(transport[TransportHeaders.UdpLength..]) == transport.Length;
                bool hasChecksum = BinaryPrimitives.ReadUInt16BigEndian(transport[TransportHeaders.UdpChecksum..]) != 0;
                return isWhole && hasChecksum ? Ports + TransportHeaders.UdpSize : 0;
            case TransportHeaders.Tcp when transport.Length > TransportHeaders.TcpSize:
                int length = TransportHeaders.TcpLength(transport);
                const byte Ignored = TransportHeaders.Push | TransportHeaders.CongestionEcho;
                bool isPlain = (transport[TransportHeaders.TcpFlags] & ~Ignored) == TransportHeaders.Acknowledge;
                return isPlain && length >= TransportHeaders.TcpSize && length < transport.Length ? Ports + length : 0;
            default:
                return 0;
        }
    }

    private bool Continues(ReadOnlySpan<byte> packet)
    {
        int payload = packet.Length - _headerLength;
        bool isSameHeader = HeaderLength(packet) == _headerLength
            && payload <= _segmentSize
            && _length + payload <= MaximumLength
            && packet[..Ipv6Header.PayloadLengthOffset].SequenceEqual(Packet[..Ipv6Header.PayloadLengthOffset])
            && packet[Ipv6Header.HopLimitOffset] == Packet[Ipv6Header.HopLimitOffset];
        return isSameHeader && (_protocol != TransportHeaders.Tcp || ContinuesTcp(packet[Ports.._headerLength]));
    }

    private bool ContinuesTcp(ReadOnlySpan<byte> transport)
    {
        const int Checksum = TransportHeaders.TcpChecksum;
        ReadOnlySpan<byte> first = Packet[Ports.._headerLength];
        return BinaryPrimitives.ReadUInt32BigEndian(transport[TransportHeaders.TcpSequence..]) == _nextSequence
            && transport[TransportHeaders.TcpAcknowledgement..TransportHeaders.TcpFlags]
                .SequenceEqual(first[TransportHeaders.TcpAcknowledgement..TransportHeaders.TcpFlags])
            && (transport[TransportHeaders.TcpFlags] & ~TransportHeaders.Push) == first[TransportHeaders.TcpFlags]
            && transport[(TransportHeaders.TcpFlags + 1)..Checksum].SequenceEqual(first[(TransportHeaders.TcpFlags + 1)..Checksum])
            && transport[(Checksum + sizeof(ushort))..].SequenceEqual(first[(Checksum + sizeof(ushort))..]);
    }

    // A run gets a checksum of its own: what is damaged must go alone, so that the host sees it.
    private bool AreIntact(ReadOnlySpan<byte> packet)
    {
        if (!_isFirstChecked)
        {
            if (!IsIntact(Packet)) { return false; }

            _isFirstChecked = true;
        }

        return IsIntact(packet);
    }

    private static bool IsIntact(ReadOnlySpan<byte> packet) =>
        InternetChecksum.Fold(
            InternetChecksum.Combine(InternetChecksum.SumPseudoHeader(packet, packet.Length), InternetChecksum.Sum(packet[Ports..])))
        == ushort.MaxValue;

    private void WriteHeaders(Span<byte> target)
    {
        bool isTcp = _protocol == TransportHeaders.Tcp;
        int checksum = isTcp ? TransportHeaders.TcpChecksum : TransportHeaders.UdpChecksum;
        var virtio = new VirtioHeader
        {
            Flags = VirtioHeader.NeedsChecksum,
            Segmentation = isTcp ? VirtioHeader.TcpOverIPv6 : VirtioHeader.Udp,
            HeaderLength = (ushort)_headerLength,
            SegmentSize = (ushort)_segmentSize,
            ChecksumStart = Ports,
            ChecksumOffset = (ushort)checksum,
        };
        MemoryMarshal.Write(target, virtio);
        Span<byte> headers = target.Slice(VirtioHeader.Size, _headerLength);
        Packet[.._headerLength].CopyTo(headers);
        BinaryPrimitives.WriteUInt16BigEndian(headers[Ipv6Header.PayloadLengthOffset..], (ushort)(_length - Ipv6Header.Size));
        Span<byte> transport = headers[Ports..];
        if (!isTcp) { BinaryPrimitives.WriteUInt16BigEndian(transport[TransportHeaders.UdpLength..], (ushort)(_length - Ports)); }

        if (_hasPush) { transport[TransportHeaders.TcpFlags] |= TransportHeaders.Push; }

        ushort seed = InternetChecksum.Fold(InternetChecksum.SumPseudoHeader(Packet, _length));
        BinaryPrimitives.WriteUInt16BigEndian(transport[checksum..], seed);
    }

    private void SetPiece(int index, byte* start, int length) => _vectors[index] = new MemoryVector { Start = start, Length = length };
}
