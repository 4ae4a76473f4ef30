using System.Net;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>What the node sends by itself to a healthy neighbour.</summary>
public sealed class QuietReplayTests(ConformanceNode node) : ReplayTests(node)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(45);

    [SkippableTheory]
    [InlineData("quiet_45_s")]
    public async Task A_healthy_neighbour_gets_hellos_and_nothing_else(string scenario)
    {
        IPEndPoint target = await Node.RestartAsync();
        using Transcript transcript = Transcript.Load(scenario);
        var text = new FrameText(transcript.Node, transcript.Identities);
        await using RawPeer peer = RawPeer.Connect("A", Node.Place, target, answersHellos: true);
        await peer.SendAsync(transcript.Entries.First(entry => entry.What == "sent").Bytes);

        await Task.Delay(Duration);

        Assert.False(peer.IsClosed);
        Assert.Equal(text.Describe(transcript.Entries.First(entry => entry.What == "received").Bytes), text.Describe(peer.Frames[0].Bytes));
        Assert.All(peer.Frames.Skip(1), frame => Assert.Equal("hello", text.Describe(frame.Bytes)));
        AssertHellosComeInTime(peer.Frames.Skip(1).ToList());
        await AssertHealthyAsync(skippedInput: 0);
    }

    // A Hello states when the next one comes at the latest.
    private static void AssertHellosComeInTime(List<RawFrame> hellos)
    {
        Assert.True(hellos.Count >= 2, $"{hellos.Count} Hellos");
        TimeSpan previous = default;
        foreach (RawFrame hello in hellos)
        {
            Assert.True(FrameText.TryReadControl(hello.Bytes, out ControlTlv tlv));
            Assert.Equal(2000, tlv.Hello.IntervalCentiseconds);
            Assert.InRange(hello.Time - previous, TimeSpan.Zero, TimeSpan.FromSeconds(21));
            previous = hello.Time;
        }
    }
}
