using System.Diagnostics;
using System.Net;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>A neighbour that never answers Hellos.</summary>
public sealed class SilentPeerReplayTests(ConformanceNode node) : ReplayTests(node)
{
    [SkippableTheory]
    [InlineData("silent_peer")]
    public async Task A_neighbour_that_answers_no_hello_is_closed(string scenario)
    {
        IPEndPoint target = await Node.RestartAsync();
        using Transcript transcript = Transcript.Load(scenario);
        var clock = Stopwatch.StartNew();
        await using RawPeer peer = RawPeer.Connect("A", Node.Place, target);
        await peer.SendAsync(transcript.Entries.First(entry => entry.What == "sent").Bytes);

        await Eventually.HoldsAsync(() => peer.IsClosed, () => "closed", TimeSpan.FromSeconds(60));

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(54));
        Assert.Contains(peer.Frames, frame => FrameText.IsHello(frame.Bytes));
        await AssertHealthyAsync(skippedInput: 0);
        Assert.Equal(0, await Node.Agent.InvokeNumberAsync("@(Get-MyceliumRoute | Where-Object State -eq Selected).Count"));
    }
}
