using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>TLVs made of any fields, written as frames. Input: the fields.</summary>
internal sealed class ControlFrameTarget : IFuzzTarget
{
    private const byte KnownFlags = 0xc0;

    private readonly FrameMeter _meter = new();

    public string Name => "control-frame";

    public int MaximumLength => 128;

    public long? FrameBytes => _meter.Bytes;

    public IEnumerable<byte[]> Seeds() =>
        Enumerable.Range(0, 15).Select(i => Enumerable.Range(0, 80).Select(j => (byte)(i + (j * i))).ToArray());

    public void Run(ReadOnlySpan<byte> input)
    {
        var reader = new InputReader(input);
        ControlTlv tlv = Read(ref reader);
        Span<byte> frame = stackalloc byte[ControlFrame.MaximumSize];
        _meter.Reset();
        _meter.Start();
        ControlFrame.TryWrite(tlv, frame, out _);
        _meter.Stop();
        ControlTlvs.RequireRoundTrip(tlv);
    }

    private static ControlTlv Read(ref InputReader reader) => (reader.Byte() % 5) switch
    {
        0 => ControlTlv.From(new HelloTlv(reader.Byte() > 127, new SequenceNumber(reader.UInt16()), reader.UInt16())),
        1 => ControlTlv.From(new IhuTlv(reader.UInt16(), reader.UInt16(), reader.Byte() > 127 ? Address(ref reader) : null)),
        2 => ControlTlv.From(new UpdateTlv(
            (byte)(reader.Byte() & KnownFlags),
            reader.UInt16(),
            new SequenceNumber(reader.UInt16()),
            new Metric(reader.UInt16()),
            Prefix(ref reader),
            Router(ref reader))),
        3 => ControlTlv.From(new RouteRequestTlv(reader.Byte(), reader.Byte() > 127 ? Prefix(ref reader) : null)),
        _ => ControlTlv.From(new SeqnoRequestTlv(
            new SequenceNumber(reader.UInt16()), Math.Max((byte)1, reader.Byte()), Router(ref reader), Prefix(ref reader))),
    };

    private static Ipv6Address Address(ref InputReader reader)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Address.Size];
        bool isMapped = reader.Byte() > 127;
        reader.Fill(bytes);
        var address = Ipv6Address.Read(bytes);
        return isMapped ? new Ipv6Address(0, 0x0000_ffff_0000_0000 | (address.Low & uint.MaxValue)) : address;
    }

    private static Subnet Prefix(ref InputReader reader)
    {
        byte length = reader.Byte();
        Ipv6Address address = Address(ref reader);
        return new Subnet(address, length % (address.IsIPv4Mapped ? 33 : 129), address.IsIPv4Mapped);
    }

    private static RouterId Router(ref InputReader reader)
    {
        Span<byte> bytes = stackalloc byte[RouterId.Size];
        reader.Fill(bytes);
        return RouterId.Read(bytes);
    }
}
