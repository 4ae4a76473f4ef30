using System.Diagnostics;
using System.Net;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>A neighbour that never answers Hellos. Without link health it is closed when the reference closes it.</summary>
public sealed class SilentPeerReplayTests(ConformanceNode node) : ReplayTests(node)
{
    [SkippableTheory]
    [InlineData("silent_peer")]
    public async Task A_neighbour_that_answers_no_hello_is_closed(string scenario)
    {
        await AssertClosedAsync(scenario, "", TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(30));
        await AssertClosedAsync(scenario, "-NoLinkHealth", TimeSpan.FromSeconds(43), TimeSpan.FromSeconds(54));
    }

    private async Task AssertClosedAsync(string scenario, string parameter, TimeSpan earliest, TimeSpan latest)
    {
        IPEndPoint target = await Node.RestartAsync(parameter);
        using Transcript transcript = Transcript.Load(scenario);
        var clock = Stopwatch.StartNew();
        await using RawPeer peer = RawPeer.Connect("A", Node.Place, target);
        await peer.SendAsync(transcript.Entries.First(entry => entry.What == "sent").Bytes);

        await Eventually.HoldsAsync(() => peer.IsClosed, () => "closed", TimeSpan.FromSeconds(60));

        Assert.InRange(clock.Elapsed, earliest, latest);
        Assert.Contains(peer.Frames, frame => FrameText.IsHello(frame.Bytes));
        await AssertHealthyAsync(skippedInput: 0);
        Assert.Equal(0, await Node.Agent.InvokeNumberAsync("@(Get-MyceliumRoute | Where-Object State -eq Selected).Count"));
    }
}
