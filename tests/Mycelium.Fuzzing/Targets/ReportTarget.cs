using System.Buffers.Binary;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// Out-of-band reports about a packet that this node has sealed. Input: next header and first payload byte of that packet, then
/// up to 64 changes of the true report (2 bytes offset, 1 byte to exclude with). An offset beyond the report cuts it there.
/// </summary>
internal sealed class ReportTarget : IFuzzTarget, IDisposable
{
    private const int Change = 3;
    private const int MostChanges = 64;
    private const ushort Cut = 0x8000;
    private const byte HopLimit = 40;

    private readonly NodeHarness _node = new();

    public string Name => "report";

    public int TestExecutions => 6_000;

    public int MaximumLength => 2 + (Change * MostChanges);

    public long? FrameBytes => _node.Meter.Bytes / 2;

    public IEnumerable<byte[]> Seeds()
    {
        yield return [17, 7];
        yield return [58, 128];
        yield return [58, 1];
        foreach (byte offset in new byte[] { 0, 3, 4, 16, 20, 21, 22, 24, 40, 56, 57, 63, 64, 90, 200 })
        {
            yield return [17, 7, 0, offset, 1];
        }

        foreach (byte length in new byte[] { 0, 20, 63, 64, 95, 96, 97, 255 }) { yield return [17, 7, 0x80, length, 0]; }
    }

    public IEnumerable<byte[]> Tokens() => [[0, 20, 1], [0, 21, 1], [0, 22, 1], [0, 56, 0x83], [0x80, 64, 0], [0x80, 96, 0]];

    public void Run(ReadOnlySpan<byte> input)
    {
        _node.Renew(input.Length);
        var reader = new InputReader(input);
        byte[] packet = Packets.Ip(_node.Self.Address, _node.Other.Address, 60, nextHeader: reader.Byte(), fill: reader.Byte());
        byte[] report = MakeReport(packet);
        report = Alter(report, ref reader, out bool isTrue);
        long before = _node.Settled;
        _node.Send(_node.Seal(_node.Peer, _node.Self, [1, 2, 0, 0, .. report], HopLimit));

        Property.Require(_node.Settled - before == 1, "The report is not accounted for.");
        RequireError(packet);
        bool mayBeReported = packet[6] != Ipv6Header.Icmpv6 || packet[Ipv6Header.Size] >= 128;
        bool isPlain = packet[6] is not (0 or 43 or 44 or 51 or 60);
        Property.Require(
            !isTrue || !isPlain || _node.Host.Received.Count == (mayBeReported ? 1 : 0), "A true report is not delivered.");
    }

    public void Dispose() => _node.Dispose();

    private byte[] MakeReport(byte[] packet)
    {
        _node.Host.Send([.. packet]);
        _node.Turn();
        byte[] quote = _node.ReadOther()[DataHeader.Size..];
        byte[] report = new byte[Ipv6Address.Size + Ipv6Header.Size + Icmpv6Error.HeaderSize + quote.Length];
        _node.Other.Address.Write(report);
        Icmpv6Error.Write(report.AsSpan(Ipv6Address.Size), _node.Peer.Address, _node.Self.Address, 64, [3, 0, 0, 0, 0, 0, 0, 0], quote);
        return report;
    }

    private static byte[] Alter(byte[] report, ref InputReader reader, out bool isTrue)
    {
        int length = report.Length;
        isTrue = true;
        for (int i = 0; i < MostChanges && !reader.IsEmpty; i++)
        {
            ushort offset = reader.UInt16();
            byte change = reader.Byte();
            isTrue = false;
            if (offset >= Cut)
            {
                length = Math.Min(length, offset - Cut);
            }
            else if (offset < report.Length)
            {
                report[offset] ^= change;
            }
        }

        return report[..length];
    }

    private void RequireError(byte[] packet)
    {
        Property.Require(_node.Host.Received.Count <= 1, "One report becomes several errors.");
        _node.RequireCleanHost();
        foreach (byte[] received in _node.Host.Received)
        {
            (byte type, _, Ipv6Address source, byte hopLimit, byte[] quoted) = Packets.Error(received);
            Property.Require(received.Length <= Icmpv6Error.MaximumSize && type < 128, "The host gets what is no ICMPv6 error.");
            Property.Require(source == _node.Peer.Address && hopLimit == HopLimit - 1, "The error is not from who reported.");
            Property.Require(quoted.AsSpan().SequenceEqual(packet), "The error is not about the packet that was sent.");
            Property.Require(
                BinaryPrimitives.ReadUInt16BigEndian(received.AsSpan(4)) == received.Length - Ipv6Header.Size,
                "The error is cut.");
        }
    }
}
