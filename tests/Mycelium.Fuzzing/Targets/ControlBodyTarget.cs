using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>The TLVs of a control packet. Input: its body.</summary>
internal sealed class ControlBodyTarget : IFuzzTarget
{
    private readonly FrameMeter _meter = new();

    public string Name => "control-body";

    public long? FrameBytes => _meter.Bytes;

    public IEnumerable<byte[]> Seeds() => VectorSeeds.ControlBodies;

    public IEnumerable<byte[]> Tokens() => [[4, 6], [5, 6], [8, 58], [9, 11], [10, 54], [2, 64], [1, 32], [3, 64], [0, 0]];

    public void Run(ReadOnlySpan<byte> input)
    {
        _meter.Reset();
        _meter.Start();
        Walk(input);
        _meter.Stop();
        var reader = new TlvReader(input);
        int left = input.Length;
        while (reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value))
        {
            Property.Require(left - reader.Rest.Length >= value.Length + 2, "A TLV consumes less than 2 bytes, or lies outside the body.");
            Property.Require(type != TlvType.Pad1, "Padding is a TLV.");
            left = reader.Rest.Length;
            Property.Require(input[..^left].EndsWith(value), "A value is not what stands in front of the rest.");
            if (ControlTlv.TryRead(type, value, out ControlTlv tlv)) { Check(type, value, tlv); }
        }

        Property.Require(reader.Rest.IsEmpty, "The walk ends before the body does.");
        Property.Require(!reader.TryRead(out _, out _), "The walk goes on behind its end.");
    }

    private static void Walk(ReadOnlySpan<byte> input)
    {
        var reader = new TlvReader(input);
        while (reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value)) { ControlTlv.TryRead(type, value, out _); }
    }

    private static void Check(TlvType type, ReadOnlySpan<byte> value, in ControlTlv tlv)
    {
        Property.Require(tlv.Type == type, $"A {type} is read as {tlv.Type}.");
        ControlTlvs.RequireRoundTrip(tlv);
        byte[] surplus = [.. value, 0xff, 0, 0xff];
        Property.Require(
            ControlTlv.TryRead(type, surplus, out ControlTlv same) && ControlTlvs.AreEqual(tlv, same),
            $"{tlv} changes with bytes behind it.");
    }
}
