using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>Scenarios with one neighbour.</summary>
public sealed class ConnectionReplayTests(ConformanceNode node) : ReplayTests(node)
{
    [SkippableTheory]
    [InlineData("connect")]
    [InlineData("hello")]
    [InlineData("control_in_one_write")]
    [InlineData("route_request")]
    [InlineData("unknown_source")]
    [InlineData("filters")]
    [InlineData("seqno_request")]
    public Task A_recorded_scenario_is_answered_as_documented(string scenario) => ReplayAsync(scenario);

    [SkippableTheory]
    [InlineData("echo")]
    public Task A_recorded_scenario_is_answered_as_documented_and_bytes_may_dribble(string scenario) =>
        ReplayAsync(scenario, DribbleAsync);

    // An echo request with sequence number 77 and a Hello, byte by byte; the recording has only the answers.
    private static async Task DribbleAsync(Replay replay)
    {
        RawPeer peer = replay["A"];
        NodeIdentity identity = replay.Transcript.Identities["A"];
        TranscriptEntry recorded = replay.Transcript.Entries.Last(entry => entry.What == "received" && !FrameText.IsControl(entry.Bytes));
        byte[] echo = EchoRequestFor(recorded.Bytes, replay.Transcript.Node, identity);
        byte[] bytes = [.. echo, .. FrameText.Write(ControlTlv.From(new HelloTlv(true, default, 2000)))];
        for (int i = 0; i < bytes.Length; i++) { await peer.SendAsync(bytes.AsMemory(i, 1)); }

        await replay.SettleAsync(isEnd: true);
    }

    /// <summary>The request that has led to a recorded reply.</summary>
    private static byte[] EchoRequestFor(byte[] reply, NodeIdentity node, NodeIdentity peer)
    {
        using SealingKey key = peer.TryCreateSealingKey(node.PublicKey)!;
        byte[] frame = [.. reply];
        Assert.True(key.TryOpen(frame.AsSpan(DataHeader.Size), out int length));
        Span<byte> packet = frame.AsSpan(DataHeader.Size + UserDataHeader.Size, length);
        packet[Ipv6Header.Size] = 128;
        packet[(Ipv6Header.Size + 2)..(Ipv6Header.Size + 4)].Clear();
        var header = new Ipv6Header((ushort)(length - Ipv6Header.Size), Ipv6Header.Icmpv6, 64, peer.Address, node.Address);
        header.Write(packet);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(
            packet[(Ipv6Header.Size + 2)..], InternetChecksum.Compute(header, packet[Ipv6Header.Size..]));
        int sealedLength = key.Seal(frame.AsSpan(DataHeader.Size), length);
        Assert.True(new DataHeader((ushort)sealedLength, 63, peer.Address, node.Address).TryWrite(frame));
        return frame;
    }
}
