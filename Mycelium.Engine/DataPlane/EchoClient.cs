using System.Buffers.Binary;
using System.Security.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>Echo requests of this node: makes the packets and knows their answers, so no other program's are taken. One owner.</summary>
internal sealed class EchoClient(Ipv6Address self, TimeProvider time)
{
    /// <summary>Least payload: it carries the cookie.</summary>
    internal const int MinimumPayload = CookieSize;

    /// <summary>Most requests under way.</summary>
    internal const int MaximumPending = 4096;

    /// <summary>Bytes of a request that are not payload: the IPv6 header and that of ICMPv6 echo.</summary>
    internal const int Overhead = Ipv6Header.Size + EchoHeaderSize;

    private const int CookieSize = 16;
    private const int EchoHeaderSize = 8;
    private const byte EchoRequestType = 128;
    private const byte EchoReplyType = 129;
    private const byte DestinationUnreachable = 1;
    private const byte TimeExceeded = 3;

    private readonly Dictionary<ulong, (EchoRequest Request, long SentAt, TimeSpan Deadline)> _pending = [];
    private readonly ulong _secret = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private ulong _last;
    private TimeSpan _nextDeadline;

    /// <summary>The earliest deadline, or one before it; null if nothing is under way.</summary>
    internal TimeSpan? NextDeadline => _pending.Count == 0 ? null : _nextDeadline;

    /// <summary>Writes the packet of a request; its length, or 0 if too many are under way.</summary>
    internal int TryWrite(EchoRequest request, TimeSpan now, Span<byte> target)
    {
        int length = Overhead + request.PayloadLength;
        if (_pending.Count >= MaximumPending || length > target.Length) { return 0; }

        ulong number = ++_last;
        Span<byte> packet = target[..length];
        packet.Clear();
        Span<byte> icmp = packet[Ipv6Header.Size..];
        icmp[0] = EchoRequestType;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[4..], (ushort)_secret);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)number);
        BinaryPrimitives.WriteUInt64BigEndian(icmp[EchoHeaderSize..], _secret);
        BinaryPrimitives.WriteUInt64BigEndian(icmp[(EchoHeaderSize + sizeof(ulong))..], number);
        var header = new Ipv6Header((ushort)icmp.Length, Ipv6Header.Icmpv6, request.HopLimit, self, request.Destination);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], InternetChecksum.Compute(header, icmp));
        header.Write(packet);
        TimeSpan due = now + request.Timeout;
        if (_pending.Count == 0 || due < _nextDeadline) { _nextDeadline = due; }

        _pending.Add(number, (request, time.GetTimestamp(), due));
        return length;
    }

    /// <summary>Takes a packet for this node if it answers a request; false if it is for somebody else.</summary>
    internal bool TryHandle(ReadOnlySpan<byte> packet)
    {
        if (_pending.Count == 0 || !Ipv6Header.TryRead(packet, out Ipv6Header header) || header.NextHeader != Ipv6Header.Icmpv6)
        {
            return false;
        }

        ReadOnlySpan<byte> icmp = packet[Ipv6Header.Size..];
        if (icmp.Length < EchoHeaderSize) { return false; }

        return icmp[0] switch
        {
            EchoReplyType => header.Destination == self && TryComplete(icmp, header.Source, EchoStatus.Success, header),
            DestinationUnreachable => TryHandleError(icmp, EchoStatus.DestinationUnreachable, header),
            TimeExceeded => TryHandleError(icmp, EchoStatus.HopLimitExceeded, header),
            _ => false,
        };
    }

    /// <summary>Ends the requests whose time is up.</summary>
    internal void Expire(TimeSpan now)
    {
        if (!(NextDeadline <= now)) { return; }

        _nextDeadline = TimeSpan.MaxValue;
        foreach ((ulong number, (EchoRequest request, long _, TimeSpan deadline)) in _pending)
        {
            if (deadline > now)
            {
                if (deadline < _nextDeadline) { _nextDeadline = deadline; }

                continue;
            }

            _pending.Remove(number);
            request.Complete(EchoStatus.TimedOut);
        }
    }

    /// <summary>Ends all requests.</summary>
    internal void Stop()
    {
        foreach ((EchoRequest request, long _, TimeSpan _) in _pending.Values) { request.Complete(EchoStatus.TimedOut); }

        _pending.Clear();
    }

    private bool TryHandleError(ReadOnlySpan<byte> icmp, EchoStatus status, in Ipv6Header outer)
    {
        ReadOnlySpan<byte> quoted = icmp[EchoHeaderSize..];
        if (!Ipv6Header.TryRead(quoted, out Ipv6Header original) || original.NextHeader != Ipv6Header.Icmpv6 || original.Source != self)
        {
            return false;
        }

        ReadOnlySpan<byte> request = quoted[Ipv6Header.Size..];
        return request.Length > 0 && request[0] == EchoRequestType && TryComplete(request, original.Destination, status, outer);
    }

    private bool TryComplete(ReadOnlySpan<byte> echo, Ipv6Address destination, EchoStatus status, in Ipv6Header answer)
    {
        if (echo.Length < EchoHeaderSize + CookieSize || BinaryPrimitives.ReadUInt64BigEndian(echo[EchoHeaderSize..]) != _secret)
        {
            return false;
        }

        ulong number = BinaryPrimitives.ReadUInt64BigEndian(echo[(EchoHeaderSize + sizeof(ulong))..]);
        if (!_pending.TryGetValue(number, out (EchoRequest Request, long SentAt, TimeSpan Deadline) item)
            || item.Request.Destination != destination)
        {
            // A late or repeated answer: ours, but nobody waits for it.
            return true;
        }

        _pending.Remove(number);
        item.Request.Complete(status, time.GetElapsedTime(item.SentAt), answer.HopLimit, answer.Source);
        return true;
    }
}
