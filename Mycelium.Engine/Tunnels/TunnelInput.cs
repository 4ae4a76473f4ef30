using System.Buffers.Binary;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tunnels;

/// <summary>
/// What one read of a tunnel brought: a packet, or a long run of one flow that is to be cut into packets. Each packet is made in place
/// when it is asked for, over bytes of the one before, which must be done with by then.
/// </summary>
/// <remarks>One owner; allocates only when it is made. The rules are those by which Linux itself cuts (net/ipv4/tcp_offload.c).</remarks>
internal sealed class TunnelInput
{
    /// <summary>Bytes in front of each packet that belong to it, for the header that is sealed with it.</summary>
    internal const int Headroom = UserDataHeader.Size;

    /// <summary>Longest packet or run in bytes.</summary>
    internal const int MaximumLength = Ipv6Header.Size + ushort.MaxValue;

    // IPv6 header, extension headers as the host may have them, and the longest TCP header.
    private const int LongestHeaders = 256;

    private const int Start = 64;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Start + MaximumLength, pinned: true);
    private readonly byte[] _headers = new byte[LongestHeaders];
    private int _headerLength;
    private int _transport;
    private int _segmentSize;
    private int _end;
    private int _next;
    private uint _sequence;
    private ulong _addressSum;
    private byte _protocol;

    /// <summary>Whether a packet is left.</summary>
    internal bool HasNext => _next < _end;

    /// <summary>Whether it is a run, of more than one packet or one that could be.</summary>
    internal bool IsRun => _segmentSize > 0;

    /// <summary>The packet, or the run before it is cut.</summary>
    internal ReadOnlySpan<byte> Packet => _buffer.AsSpan(Start.._end);

    /// <summary>Where the tunnel puts what it reads.</summary>
    /// <param name="before">Bytes that the system puts in front of the packet, 60 at most.</param>
    internal Span<byte> Space(int before) => _buffer.AsSpan(Start - before);

    /// <summary>Copies a packet in.</summary>
    internal void Set(ReadOnlySpan<byte> packet)
    {
        packet.CopyTo(Space(0));
        SetPacket(packet.Length);
    }

    /// <summary>The space holds one packet of so many bytes.</summary>
    internal void SetPacket(int length)
    {
        _segmentSize = 0;
        _next = Start;
        _end = Start + length;
    }

    /// <summary>The space holds a packet or a run, as the header says. What makes no sense becomes a packet as it is, or nothing.</summary>
    internal void SetOffloaded(in VirtioHeader header, int length)
    {
        SetPacket(length);
        if (header.Segmentation == VirtioHeader.NoSegmentation)
        {
            if ((header.Flags & VirtioHeader.NeedsChecksum) != 0) { CompleteChecksum(header, length); }
        }
        else if (!TrySetRun(header, length))
        {
            _end = _next;
        }
    }

    /// <summary>Makes the next packet.</summary>
    /// <param name="slot"><see cref="Headroom"/> spare bytes and the packet; valid until the next call.</param>
    /// <returns>False if there is none left.</returns>
    internal bool TryNext(out Span<byte> slot)
    {
        slot = default;
        if (!HasNext) { return false; }

        if (_segmentSize > 0)
        {
            slot = NextSegment();
            return true;
        }

        slot = _buffer.AsSpan((_next - Headroom)..(_end));
        _next = _end;
        return true;
    }

    private void CompleteChecksum(in VirtioHeader header, int length)
    {
        int place = header.ChecksumStart + header.ChecksumOffset;
        if (place + sizeof(ushort) > length) { return; }

        Span<byte> packet = _buffer.AsSpan(Start, length);
        WriteChecksum(packet[place..], InternetChecksum.Sum(packet[header.ChecksumStart..]));
    }

    // A computed zero is sent as its other form, since zero means that there is none (RFC 8200 section 8.1).
    private static void WriteChecksum(Span<byte> target, ulong sum)
    {
        ushort checksum = (ushort)~InternetChecksum.Fold(sum);
        BinaryPrimitives.WriteUInt16BigEndian(target, checksum == 0 ? ushort.MaxValue : checksum);
    }

    private bool TrySetRun(in VirtioHeader header, int length)
    {
        Span<byte> run = _buffer.AsSpan(Start, length);
        bool isTcp = (header.Segmentation & ~VirtioHeader.CongestionNotification) == VirtioHeader.TcpOverIPv6;
        bool isUdp = header.Segmentation == VirtioHeader.Udp;
        int transport = header.ChecksumStart;
        int least = isTcp ? TransportHeaders.TcpSize : TransportHeaders.UdpSize;
        if ((!isTcp && !isUdp) || transport < Ipv6Header.Size || transport + least > length || header.SegmentSize == 0) { return false; }

        int headerLength = transport + (isTcp ? TransportHeaders.TcpLength(run[transport..]) : TransportHeaders.UdpSize);
        if (headerLength < transport + least || headerLength > Math.Min(LongestHeaders, length - 1)) { return false; }

        run[..headerLength].CopyTo(_headers);
        _headerLength = headerLength;
        _transport = transport;
        _segmentSize = header.SegmentSize;
        _protocol = isTcp ? TransportHeaders.Tcp : TransportHeaders.Udp;
        _sequence = BinaryPrimitives.ReadUInt32BigEndian(run[(transport + TransportHeaders.TcpSequence)..]);
        _addressSum = InternetChecksum.Sum(run[Ipv6Header.AddressesOffset..Ipv6Header.Size]);
        _next = Start + headerLength;
        return true;
    }

    private Span<byte> NextSegment()
    {
        int payload = Math.Min(_segmentSize, _end - _next);
        bool isFirst = _next == Start + _headerLength;
        bool isLast = _next + payload == _end;
        int start = _next - _headerLength;
        Span<byte> packet = _buffer.AsSpan(start, _headerLength + payload);
        _headers.AsSpan(0, _headerLength).CopyTo(packet);
        BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv6Header.PayloadLengthOffset..], (ushort)(packet.Length - Ipv6Header.Size));
        Span<byte> transport = packet[_transport..];
        if (_protocol == TransportHeaders.Tcp)
        {
            FixTcp(transport, isFirst, isLast);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[TransportHeaders.UdpLength..], (ushort)transport.Length);
        }

        int place = _protocol == TransportHeaders.Tcp ? TransportHeaders.TcpChecksum : TransportHeaders.UdpChecksum;
        BinaryPrimitives.WriteUInt16BigEndian(transport[place..], 0);
        ulong sum = InternetChecksum.Combine(_addressSum, (uint)transport.Length + (ulong)_protocol);
        WriteChecksum(transport[place..], InternetChecksum.Combine(sum, InternetChecksum.Sum(transport)));
        _next += payload;
        return _buffer.AsSpan(start - Headroom, Headroom + packet.Length);
    }

    private void FixTcp(Span<byte> transport, bool isFirst, bool isLast)
    {
        uint offset = (uint)(_next - Start - _headerLength);
        BinaryPrimitives.WriteUInt32BigEndian(transport[TransportHeaders.TcpSequence..], _sequence + offset);
        ref byte flags = ref transport[TransportHeaders.TcpFlags];
        if (!isLast) { flags &= unchecked((byte)~(TransportHeaders.Fin | TransportHeaders.Push)); }

        if (!isFirst) { flags &= unchecked((byte)~TransportHeaders.CongestionWindowReduced); }
    }
}
