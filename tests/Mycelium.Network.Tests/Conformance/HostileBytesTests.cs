using System.Net;
using Mycelium.Engine.Wire;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>What no honest node sends. The node counts it for the peer that sent it, and goes on for all others.</summary>
public sealed class HostileBytesTests(ConformanceNode node) : ReplayTests(node)
{
    private const int Seed = 20_240_607;
    private static readonly byte[] Hello = FrameText.Write(ControlTlv.From(new HelloTlv(true, default, 2000)));

    [SkippableTheory]
    [InlineData("tlv_longer_than_packet")]
    public Task A_tlv_that_is_longer_than_its_packet_is_skipped(string scenario) =>
        AssertSkippedAsync(scenario, Control(8, 0xff, 1, 2, 3));

    [SkippableTheory]
    [InlineData("several_tlvs")]
    public async Task Two_hellos_in_one_packet_get_two_answers(string scenario)
    {
        IPEndPoint target = await Node.RestartAsync();
        await using RawPeer peer = RawPeer.Connect(scenario, Node.Place, target, answersHellos: true);
        await peer.SendAsync(Control([.. Hello[8..], .. Hello[8..]]));
        await Eventually.HoldsAsync(() => Ihus(peer) == 2, () => "two answers");
        await AssertHealthyAsync(skippedInput: 0);
    }

    [SkippableTheory]
    [InlineData("seqno_request_hop_count_0")]
    public Task A_seqno_request_without_hops_is_skipped(string scenario)
    {
        using Transcript transcript = Transcript.Load("seqno_request");
        byte[] frame = [.. transcript.Entries.First(entry => entry.What == "sent" && entry.Bytes[8] == (byte)TlvType.SeqnoRequest).Bytes];
        frame[14] = 0;
        return AssertSkippedAsync(scenario, frame);
    }

    [SkippableTheory]
    [InlineData("control_65535")]
    public Task The_largest_control_packet_is_read_and_skipped(string scenario)
    {
        byte[] frame = new byte[8 + ushort.MaxValue];
        new byte[] { 1, 1, 0, 0, 42, 3, 0xff, 0xff, 99, 255 }.CopyTo(frame, 0);
        return AssertSkippedAsync(scenario, frame);
    }

    [SkippableTheory]
    [InlineData("data_65535")]
    public async Task The_largest_data_packet_is_dropped_and_the_link_is_kept(string scenario)
    {
        IPEndPoint target = await Node.RestartAsync();
        using Transcript transcript = Transcript.Load("echo");
        await using RawPeer peer = RawPeer.Connect(scenario, Node.Place, target, answersHellos: true);
        await peer.SendAsync(transcript.Entries.First(entry => entry.What == "sent").Bytes);

        byte[] frame = new byte[FrameCursor.MaximumFrameSize];
        new DataHeader(ushort.MaxValue, 63, transcript.Identities["A"].Address, transcript.Node.Address).TryWrite(frame);
        await peer.SendAsync(frame);

        await AssertAnswersAsync(peer);
        Assert.Equal(1, await Node.Agent.InvokeNumberAsync("(Get-MyceliumStatistic).Dropped['NotAuthentic']"));
        await AssertHealthyAsync(skippedInput: 0);
    }

    [SkippableTheory]
    [InlineData("random_bytes")]
    public async Task Random_bytes_end_their_own_connection_at_most(string scenario)
    {
        IPEndPoint target = await Node.RestartAsync();
        await using RawPeer honest = RawPeer.Connect("honest", Node.Place, target, answersHellos: true);
        await AssertAnswersAsync(honest);
        var random = new Random(Seed);
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = new byte[random.Next(1, 4000)];
            random.NextBytes(bytes);

            // Most begin like a packet, so that more than the first check is met.
            byte[] header = [1, (byte)(i % 2), 0, 0, 42, 3, 0, (byte)random.Next(256)];
            if (i % 4 != 0) { header.AsSpan(0, Math.Min(header.Length, bytes.Length)).CopyTo(bytes); }

            await using RawPeer hostile = RawPeer.Connect(scenario, Node.Place, target, answersHellos: true);
            await hostile.SendAsync(bytes);
        }

        await AssertAnswersAsync(honest);
        Assert.True(await Node.Agent.InvokeNumberAsync("(Get-MyceliumStatistic).SkippedInput") > 50, $"seed {Seed}");
        Assert.Equal("", Node.Agent.Process.Error);
        await Node.Agent.WaitUntilAsync("@(Get-MyceliumPeer | Where-Object ConnectedSince).Count -eq 1");
    }

    [SkippableTheory]
    [InlineData("half_frames")]
    public async Task Connections_that_stop_in_the_middle_of_a_frame_leave_nothing(string scenario)
    {
        IPEndPoint target = await Node.RestartAsync();
        for (int length = 1; length < Hello.Length; length++)
        {
            await using RawPeer peer = RawPeer.Connect(scenario, Node.Place, target, answersHellos: true);
            await peer.SendAsync(Hello.AsMemory(0, length));
        }

        await Node.Agent.WaitUntilAsync("@(Get-MyceliumPeer | Where-Object ConnectedSince).Count -eq 0");
        await AssertHealthyAsync(skippedInput: 0);
    }

    [SkippableTheory]
    [InlineData("too_many_connections")]
    public async Task Connections_beyond_the_limit_are_closed_and_those_within_go_on(string scenario)
    {
        const int Limit = 8;
        IPEndPoint target = await Node.RestartAsync($"-MaximumInboundPeer {Limit}");
        List<RawPeer> peers = [];
        for (int i = 0; i < Limit; i++) { peers.Add(RawPeer.Connect(scenario, Node.Place, target, answersHellos: true)); }

        await Eventually.HoldsAsync(() => peers.All(peer => peer.Frames.Count > 0), () => "all are greeted");
        await using RawPeer surplus = RawPeer.Connect(scenario, Node.Place, target, answersHellos: true);
        await Eventually.HoldsAsync(() => surplus.IsClosed, () => "the surplus connection is closed");

        Assert.Empty(surplus.Frames);
        foreach (RawPeer peer in peers)
        {
            await AssertAnswersAsync(peer);
            await peer.DisposeAsync();
        }

        await Node.Agent.WaitUntilAsync("@(Get-MyceliumPeer | Where-Object ConnectedSince).Count -eq 0");
        await using RawPeer later = RawPeer.Connect(scenario, Node.Place, target, answersHellos: true);
        await AssertAnswersAsync(later);
    }

    private static byte[] Control(params byte[] body) => [1, 1, 0, 0, 42, 3, (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static int Ihus(RawPeer peer) =>
        peer.Frames.Count(frame => FrameText.IsControl(frame.Bytes) && frame.Bytes[8] == (byte)TlvType.Ihu);

    private async Task AssertSkippedAsync(string scenario, byte[] frame)
    {
        IPEndPoint target = await Node.RestartAsync();
        await using RawPeer peer = RawPeer.Connect(scenario, Node.Place, target, answersHellos: true);
        await peer.SendAsync(frame);
        await AssertAnswersAsync(peer);
        string command = $"(Get-MyceliumPeer | Where-Object {{ $_.RemoteEndPoint.Port -eq {peer.LocalEndPoint.Port} }}).SkippedInput";
        long skipped = await Node.Agent.InvokeNumberAsync(command);
        Assert.True(skipped >= 1, $"{skipped}");
        await AssertHealthyAsync((int)skipped);
    }

    private static async Task AssertAnswersAsync(RawPeer peer)
    {
        int before = Ihus(peer);
        await peer.SendAsync(Hello);
        await Eventually.HoldsAsync(() => Ihus(peer) > before, () => $"{peer.Name} is answered; closed: {peer.IsClosed}");
        Assert.False(peer.IsClosed);
    }
}
