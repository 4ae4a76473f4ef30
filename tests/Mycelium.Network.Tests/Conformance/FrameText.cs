using System.Globalization;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>
/// Says in one line what a frame means, so that two frames can be compared that differ in what is random: the node's router id,
/// nonces and flow labels. Buffers that the node only passes on are kept to the byte.
/// </summary>
/// <param name="node">Identity of the node under test.</param>
/// <param name="others">The other identities, by name.</param>
internal sealed class FrameText(NodeIdentity node, IReadOnlyDictionary<string, NodeIdentity> others)
{
    private const string NodeName = "node";
    private const int ControlHeaderSize = 8;
    private const int TypeOffset = 8;

    /// <summary>Writes the frame of a TLV.</summary>
    internal static byte[] Write(in ControlTlv tlv)
    {
        byte[] buffer = new byte[ControlFrame.MaximumSize];
        return ControlFrame.TryWrite(tlv, buffer, out int written)
            ? buffer[..written]
            : throw new ArgumentException("It does not fit.", nameof(tlv));
    }

    internal static bool IsControl(byte[] frame) => frame[1] == 1;

    internal static bool IsHello(byte[] frame) => IsControl(frame) && frame[TypeOffset] == (byte)TlvType.Hello;

    internal static bool TryReadControl(byte[] frame, out ControlTlv tlv)
    {
        tlv = default;
        if (!IsControl(frame)) { return false; }

        var reader = new TlvReader(frame.AsSpan(ControlHeaderSize));
        return reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value) && ControlTlv.TryRead(type, value, out tlv);
    }

    internal string Describe(byte[] frame) => TryReadControl(frame, out ControlTlv tlv) ? Control(tlv) : Data(frame);

    private string Control(in ControlTlv tlv) => tlv.Type switch
    {
        TlvType.Hello => "hello",
        TlvType.Ihu => Text($"ihu cost {tlv.Ihu.RxCost} interval {tlv.Ihu.IntervalCentiseconds} address {tlv.Ihu.Address}"),
        TlvType.Update => Update(tlv.Update),
        TlvType.RouteRequest => Text($"route request {Name(tlv.RouteRequest.Subnet)} generation {tlv.RouteRequest.Generation}"),
        TlvType.SeqnoRequest => SeqnoRequest(tlv.SeqnoRequest),
        _ => throw new InvalidDataException($"No text for {tlv.Type}."),
    };

    private string Update(in UpdateTlv update) => Text(
        $"update {Name(update.Subnet)} metric {update.Metric.Value} seqno {update.Seqno.Value} origin {Name(update.RouterId)}")
        + Text($" interval {update.IntervalCentiseconds} flags {update.Flags}");

    private string SeqnoRequest(in SeqnoRequestTlv request) => Text(
        $"seqno request {Name(request.Subnet)} seqno {request.Seqno.Value} origin {Name(request.RouterId)} hop count {request.HopCount}");

    private string Data(byte[] frame)
    {
        if (!DataHeader.TryRead(frame, out DataHeader header)) { throw new InvalidDataException("Neither control nor data."); }

        byte[] buffer = frame[DataHeader.Size..];
        string body = node.Subnet.Contains(header.Source) ? Open(header, buffer) : Convert.ToHexStringLower(buffer);
        return Text($"data {header.Source} to {header.Destination} hop limit {header.HopLimit} length {header.PayloadLength} body {body}");
    }

    private string Open(in DataHeader header, byte[] buffer)
    {
        Ipv6Address destination = header.Destination;
        NodeIdentity reader = others.Values.Single(identity => identity.Subnet.Contains(destination));
        using SealingKey key = reader.TryCreateSealingKey(node.PublicKey)!;
        if (!key.TryOpen(buffer, out int length)) { return "does not open"; }

        byte[] plain = buffer[..(UserDataHeader.Size + length)];
        bool isPacket = UserDataHeader.TryRead(plain, out UserDataType type) && type == UserDataType.Packet;

        // Traffic class and flow label are the kernel's choice.
        if (isPacket) { plain.AsSpan(UserDataHeader.Size + 1, 3).Clear(); }

        return $"{type} {Convert.ToHexStringLower(plain)}";
    }

    private string Name(Subnet? subnet) => subnet is not { } known
        ? "everything"
        : known == node.Subnet ? NodeName : others.FirstOrDefault(pair => pair.Value.Subnet == known).Key ?? known.ToString();

    private string Name(RouterId id) => id.Key == node.PublicKey
        ? NodeName
        : others.FirstOrDefault(pair => pair.Value.PublicKey == id.Key).Key is { } name
            ? Text($"{name} {id.Suffix:x}")
            : id.ToString();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
