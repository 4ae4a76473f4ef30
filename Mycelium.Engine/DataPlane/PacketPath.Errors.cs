using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>
/// ICMPv6 errors to the host, and out-of-band reports to and from other nodes. Source: <c>data-plane.md</c> sections 4.1 and 7.
/// </content>
internal sealed partial class PacketPath
{
    private const int LargestQuote = 1232;
    private const int ReportHeaders = Ipv6Address.Size + Ipv6Header.Size + Icmpv6Error.HeaderSize;
    private const int ReportPlaintextSize = UserDataHeader.Size + ReportHeaders + LargestQuote;
    private const int LargestReport = Ipv6Address.Size + Icmpv6Error.MaximumSize;
    private const byte ReportHopLimit = 64;
    private const byte FirstInformational = 128;

    private void RefuseHostPacket(ReadOnlySpan<byte> packet, DropReason reason, byte type, byte code, TimeSpan now)
    {
        Counters.Drop(reason);
        TellHost(packet, type, code, now);
    }

    private void TellHost(ReadOnlySpan<byte> packet, byte type, byte code, TimeSpan now)
    {
        if (!Ipv6Header.TryRead(packet, out Ipv6Header header) || !Icmpv6Error.IsAllowed(packet, header) || !_hostErrors.TryTake(now))
        {
            return;
        }

        ReadOnlySpan<byte> icmpHeader = [type, code, 0, 0, 0, 0, 0, 0];
        int length = Icmpv6Error.Write(_error, _self, header.Source, ReportHopLimit, icmpHeader, packet);
        Counters.SentErrors++;
        GiveErrorToHost(length);
    }

    /// <summary>Tells the source of a packet of others what became of it: sealed for it, with the packet as it was sealed.</summary>
    private void Report(ReadOnlySpan<byte> frame, in DataHeader original, LinkPort? from, byte type, byte code, TimeSpan now)
    {
        if (!original.Source.IsOverlay || original.Source.High == _self.High) { return; }

        if (from?.Limits.TryReport(now) == false || !_reports.TryTake(now)) { return; }

        ForwardingEntry? entry = _table.Find(original.Source);
        if (entry is null || entry.NextHop == LinkId.None)
        {
            Ask(original.Source, RouteNeed.OpenSource, from, now);
            return;
        }

        if (entry.Use is not { HasKey: true } && from?.Limits.TryKey(now) == false) { return; }

        if (KeyOf(entry) is not { } key) { return; }

        ReadOnlySpan<byte> quote = frame[DataHeader.Size..];
        if (quote.Length > LargestQuote) { quote = default; }

        Ipv6Address source = _identity.Subnet.Network;
        UserDataHeader.Write(_report, UserDataType.OutOfBandIcmp);
        Span<byte> body = _report.AsSpan(UserDataHeader.Size);
        original.Destination.Write(body);
        ReadOnlySpan<byte> icmpHeader = [type, code, 0, 0, 0, 0, 0, 0];
        int length = Ipv6Address.Size
            + Icmpv6Error.Write(body[Ipv6Address.Size..], source, original.Source, ReportHopLimit, icmpHeader, quote);
        Span<byte> plaintext = _report.AsSpan(0, UserDataHeader.Size + length);
        Span<byte> report = _scratch.AsSpan(0, FrameSize(plaintext));
        int sealedLength = key.Seal(plaintext, report[DataHeader.Size..]);
        var header = new DataHeader((ushort)sealedLength, ReportHopLimit - 1, source, original.Source);
        header.TryWrite(report);
        Counters.SentErrors++;
        Transmit(entry, report, header, null, now);
    }

    /// <summary>Turns a report about a packet of this node into a plain ICMPv6 error for the host.</summary>
    private void DeliverReport(Span<byte> body, in DataHeader outer, TimeSpan now)
    {
        if (body.Length is < ReportHeaders or > LargestReport) { DropReport(); return; }

        var destination = Ipv6Address.Read(body);
        Span<byte> packet = body[Ipv6Address.Size..];
        bool isIcmp = Ipv6Header.TryRead(packet, out Ipv6Header header) && header.NextHeader == Ipv6Header.Icmpv6;
        int quoted = header.PayloadLength - Icmpv6Error.HeaderSize;
        Span<byte> icmp = packet[Ipv6Header.Size..];
        if (!isIcmp || quoted < SealingKey.Overhead || quoted > icmp.Length - Icmpv6Error.HeaderSize || icmp[0] >= FirstInformational)
        {
            DropReport();
            return;
        }

        if (!destination.IsOverlay)
        {
            DropReport();
            return;
        }

        if (_table.Find(destination) is not { } entry)
        {
            Need(destination, RouteNeed.OpenSource, now);
            DropReport();
            return;
        }

        // What opens with the key of the destination is a packet that this node, or the destination, sealed.
        Span<byte> quote = icmp.Slice(Icmpv6Error.HeaderSize, quoted);
        if (KeyOf(entry) is not { } key
            || !key.TryOpen(quote, out int length)
            || !IsOwnPacket(quote, length, destination, out Ipv6Header sent))
        {
            DropReport();
            return;
        }

        int size = Icmpv6Error.Write(_error, outer.Source, sent.Source, outer.HopLimit, icmp, quote.Slice(UserDataHeader.Size, length));
        Counters.ReceivedPackets++;
        Counters.ReceivedBytes += size;
        GiveErrorToHost(size);
    }

    // At once: the next error is written to the same place.
    private void GiveErrorToHost(int length)
    {
        GiveToHost(_error.AsSpan(0, length));
        FlushHost();
    }

    private bool IsOwnPacket(ReadOnlySpan<byte> plaintext, int length, Ipv6Address destination, out Ipv6Header sent)
    {
        sent = default;
        return UserDataHeader.TryRead(plaintext, out UserDataType type)
            && type == UserDataType.Packet
            && Ipv6Header.TryRead(plaintext.Slice(UserDataHeader.Size, length), out sent)
            && sent.Source.High == _self.High
            && sent.Destination == destination
            && Icmpv6Error.IsAllowed(plaintext.Slice(UserDataHeader.Size, length), sent);
    }

    private void DropReport() => Counters.Drop(DropReason.Report);
}
