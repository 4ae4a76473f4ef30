using System.Net;
using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>
/// The recorded scenarios, played against our node over a real socket and a real TUN interface. The classes below run side by side.
/// </summary>
public abstract class ReplayTests(ConformanceNode node) : IClassFixture<ConformanceNode>
{
    private protected ConformanceNode Node => node;

    private protected async Task ReplayAsync(string scenario, Func<Replay, Task>? then = null)
    {
        ScenarioCase expectation = ScenarioCases.For(scenario);
        IPEndPoint target = await node.RestartAsync(expectation.HasRegularTiming ? "-NoLinkHealth" : "");
        using Transcript transcript = Transcript.Load(scenario);
        await using var replay = new Replay(transcript, expectation, node.Place, target);
        await replay.RunAsync();
        if (then is not null) { await then(replay); }

        foreach (string peer in replay.PeerNames)
        {
            Compare(replay, expectation, peer, isControl: true);
            Compare(replay, expectation, peer, isControl: false);
            Assert.True(peer == expectation.DyingPeer || replay.IsClosedAsExpected(peer), $"{peer} closed: {replay[peer].IsClosed}");
        }

        await AssertHealthyAsync(expectation.SkippedInput);
    }

    /// <summary>The node still works, has counted what was malformed, and the host has met no exception.</summary>
    private protected async Task AssertHealthyAsync(int skippedInput)
    {
        Assert.Equal("Running", await node.Agent.InvokeSingleAsync("(Get-MyceliumNode).State"));
        Assert.Equal(skippedInput, await node.Agent.InvokeNumberAsync("(Get-MyceliumStatistic).SkippedInput"));
        Assert.Equal("", node.Agent.Process.Error);
    }

    private static void Compare(Replay replay, ScenarioCase expectation, string peer, bool isControl)
    {
        string expected = Text(replay.Recorded(peer, isControl), peer, expectation.Without);
        string found = Text(replay.Received(peer, isControl), peer, expectation.With);
        Assert.True(expected == found, $"{peer}, expected:{expected}\nfound:{found}\nall of it:\n{replay.Timeline(peer)}");
    }

    // One line each, without those that are named.
    private static string Text(IEnumerable<string> lines, string peer, IEnumerable<ExpectedLine> exceptions)
    {
        List<string> left = [.. lines];
        foreach (ExpectedLine exception in exceptions.Where(exception => exception.Peer == peer))
        {
            int index = left.FindIndex(line => line.Contains(exception.Fragment, StringComparison.Ordinal));
            if (index >= 0) { left.RemoveAt(index); }
        }

        return string.Concat(left.Select(line => Environment.NewLine + line));
    }
}
