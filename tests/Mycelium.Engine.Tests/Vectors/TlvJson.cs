using System.Text.Json;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.Vectors;

/// <summary>Builds TLVs from the decoded fields of the vectors, and walks the TLVs of a frame.</summary>
internal static class TlvJson
{
    internal static ControlTlv Parse(JsonElement decoded)
    {
        string type = decoded.TryGetProperty("type", out JsonElement name) ? name.GetString()! : decoded.Text("kind");
        return type switch
        {
            "hello" => ControlTlv.From(new HelloTlv(IsUnicast(decoded), Seqno(decoded), Interval(decoded))),
            "ihu" => ControlTlv.From(new IhuTlv((ushort)decoded.Number("rx_cost"), Interval(decoded), Address(decoded))),
            "update" => ControlTlv.From(new UpdateTlv(
                (byte)decoded.Number("flags"),
                Interval(decoded),
                Seqno(decoded),
                new Metric((ushort)decoded.Number("metric")),
                Prefix(decoded)!.Value,
                RouterId.Read(decoded.Hex("router_id")))),
            "route_request" => ControlTlv.From(new RouteRequestTlv((byte)decoded.Number("generation"), Prefix(decoded))),
            "seqno_request" => ControlTlv.From(new SeqnoRequestTlv(
                Seqno(decoded), (byte)decoded.Number("hop_count"), RouterId.Read(decoded.Hex("router_id")), Prefix(decoded)!.Value)),
            _ => throw new ArgumentException($"No TLV '{type}'."),
        };
    }

    /// <summary>All TLVs of one control frame; malformed ones are left out.</summary>
    internal static List<ControlTlv> ReadFrame(byte[] bytes)
    {
        var found = new List<ControlTlv>();
        var cursor = new FrameCursor(bytes);
        while (cursor.Read(out Span<byte> frame) is var status && status is FrameStatus.Control or FrameStatus.Skipped)
        {
            found.AddRange(ReadBody(frame));
        }

        return found;
    }

    internal static List<ControlTlv> ReadBody(ReadOnlySpan<byte> body)
    {
        var found = new List<ControlTlv>();
        var reader = new TlvReader(body);
        while (reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value))
        {
            if (ControlTlv.TryRead(type, value, out ControlTlv tlv)) { found.Add(tlv); }
        }

        return found;
    }

    internal static byte[] WriteFrame(in ControlTlv tlv)
    {
        byte[] buffer = new byte[ControlFrame.MaximumSize];
        return ControlFrame.TryWrite(tlv, buffer, out int written) ? buffer[..written] : [];
    }

    private static bool IsUnicast(JsonElement decoded) =>
        decoded.TryGetProperty("unicast", out JsonElement unicast) ? unicast.GetBoolean() : (decoded.Number("flags") & 0x8000) != 0;

    private static SequenceNumber Seqno(JsonElement decoded) => new((ushort)decoded.Number("seqno"));

    private static ushort Interval(JsonElement decoded) => (ushort)decoded.Number("interval_cs");

    private static Ipv6Address? Address(JsonElement decoded) =>
        decoded.Has("address") ? Ipv6Address.From(System.Net.IPAddress.Parse(decoded.Text("address"))) : null;

    private static Subnet? Prefix(JsonElement decoded)
    {
        string name = decoded.TryGetProperty("subnet", out _) ? "subnet" : "prefix";
        return decoded.Has(name) ? Subnet.Parse(decoded.Text(name)) : null;
    }
}
