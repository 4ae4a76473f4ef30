using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

public sealed class LinkHealthTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(100);

    public enum Traffic
    {
        None,
        OneWay,
        BothWays,
        Pings,
    }

    [Theory]
    [InlineData(150, 15, Traffic.OneWay)]
    [InlineData(150, 15, Traffic.Pings)]
    [InlineData(300, 30, Traffic.None)]
    [InlineData(300, 30, Traffic.OneWay)]
    [InlineData(300, 30, Traffic.Pings)]
    [InlineData(300, 30, Traffic.BothWays)]
    public void A_slow_lossy_link_is_not_suspected_in_ten_minutes(int delay, int jitter, Traffic traffic)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var link = new WatchedLink(seed, delay, jitter, loss: 0.05);
            Begin(link, traffic);

            link.Run(TenMinutes);

            Assert.True(link.Verdicts.Count == 0, $"Seed {seed}: {string.Join(", ", link.Verdicts)}, limit {link.Health.Limit(link.Now)}.");
        }
    }

    [Theory]
    [InlineData(Traffic.OneWay)]
    [InlineData(Traffic.BothWays)]
    [InlineData(Traffic.Pings)]
    public void A_silent_cut_of_a_used_local_link_is_noticed_within_a_second_and_a_half_at_the_median_and_two_and_a_half_at_worst(Traffic traffic)
    {
        List<TimeSpan> outages = [];
        for (int seed = 0; seed < 200; seed++)
        {
            var link = new WatchedLink(seed, delayMilliseconds: 0.2, jitterMilliseconds: 0.1, loss: 0);
            Begin(link, traffic);
            link.Run((30 * Second) + (Second * new Random(seed).NextDouble() * 10));
            link.Cut();
            TimeSpan cut = link.Now;
            link.Run(5 * Second);

            Assert.NotEmpty(link.Verdicts);
            Assert.Equal(LinkVerdict.Suspected, link.Verdicts[0].Verdict);
            outages.Add(link.Verdicts[0].At - cut);
        }

        outages.Sort();
        string text = $"median {outages[100]}, worst {outages[^1]}";
        Assert.True(outages[100] <= 1.5 * Second, text);
        Assert.True(outages[^1] <= 2.5 * Second, text);
    }

    [Fact]
    public void A_cut_of_an_unused_link_is_noticed_soon_after_it_is_used_again()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var link = new WatchedLink(seed, 0.2, 0.1, loss: 0);
            link.Run((60 * Second) + (Second * new Random(seed).NextDouble()));
            link.Cut();
            link.SendData(Often, isAnswered: true);
            TimeSpan used = link.Now;
            link.Run(3 * Second);

            Assert.NotEmpty(link.Verdicts);
            Assert.True(link.Verdicts[0].At - used <= 2.5 * Second, $"Seed {seed}: after {link.Verdicts[0].At - used}.");
        }
    }

    [Theory]
    [InlineData(Traffic.None, 55, 62)]
    [InlineData(Traffic.BothWays, 55, 65)]
    [InlineData(Traffic.OneWay, 400, 601)]
    [InlineData(Traffic.Pings, 55, 601)]
    public void A_healthy_link_costs_at_most_a_probe_a_second_while_used_and_one_in_ten_seconds_otherwise(Traffic traffic, int least, int most)
    {
        var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
        Begin(link, traffic);

        link.Run(TenMinutes);

        Assert.InRange(link.Probes.Count, least, most);
        Assert.Equal(TimeSpan.Zero, link.Probes[0]);
        TimeSpan longestPause = link.Probes.Zip(link.Probes.Skip(1), (a, b) => b - a).Max();
        Assert.True(longestPause < 20 * Second, $"{longestPause} without a Hello.");
    }

    [Fact]
    public void What_comes_in_proves_a_link_alive_without_answers()
    {
        var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
        link.Run(5 * Second);
        link.SendData(Often, isAnswered: false);
        link.Run(Second);
        int probes = link.Probes.Count;

        link.ReceiveData(Often);
        link.Run(8 * Second);

        Assert.InRange(link.Probes.Count - probes, 0, 1);
        Assert.Empty(link.Verdicts);
    }

    [Fact]
    public void A_link_that_answers_again_is_trusted_after_a_while_and_not_at_once()
    {
        WatchedLink link = Suspected();
        link.Mend();
        TimeSpan mended = link.Now;

        link.Run(10 * Second);

        (TimeSpan at, LinkVerdict verdict) = Assert.Single(link.Verdicts.Skip(1));
        Assert.Equal(LinkVerdict.Recovered, verdict);
        Assert.InRange(at - mended, 0.5 * Second, 2.5 * Second);
        Assert.False(link.Health.IsSuspect);
    }

    [Fact]
    public void A_link_that_fails_again_and_again_must_answer_for_longer_and_longer()
    {
        WatchedLink link = Suspected();
        List<TimeSpan> waits = [];
        for (int round = 0; round < 4; round++)
        {
            link.Mend();
            TimeSpan mended = link.Now;
            while (link.Health.IsSuspect) { link.Run(Often); }

            waits.Add(link.Now - mended);
            link.Cut();
            while (!link.Health.IsSuspect) { link.Run(Often); }
        }

        Assert.True(waits[^1] > 3 * Second && waits[^1] > 3 * waits[0], string.Join(", ", waits));
    }

    [Fact]
    public void A_suspected_link_that_brings_nothing_for_twenty_seconds_is_dead()
    {
        WatchedLink link = Suspected();
        TimeSpan cut = link.CutAt!.Value;
        while (link.Verdicts.Count < 2) { link.Run(Often); }

        Assert.Equal(LinkVerdict.Dead, link.Verdicts[1].Verdict);
        Assert.InRange(link.Now - cut, 19 * Second, 22 * Second);
    }

    [Fact]
    public void An_owner_that_was_held_up_blames_itself_and_not_the_link()
    {
        var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
        Begin(link, Traffic.OneWay);
        link.Run(10 * Second);

        for (int round = 0; round < 20; round++)
        {
            link.Sleep(2.7 * Second);
            link.Run(0.37 * Second);
        }

        Assert.Empty(link.Verdicts);
    }

    [Fact]
    public void After_a_sleep_a_link_is_probed_at_once_and_is_dead_within_a_second_unless_it_answers()
    {
        foreach (bool isCut in (bool[])[false, true])
        {
            var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
            link.Run(10 * Second);
            if (isCut) { link.Cut(); }

            link.Sleep(60 * Second);
            int probes = link.Probes.Count;
            link.Health.Wake(link.Now);
            link.Run(TimeSpan.Zero);
            Assert.Equal(probes + 1, link.Probes.Count);

            link.Run(Second);

            Assert.Equal(isCut ? [LinkVerdict.Dead] : (LinkVerdict[])[], link.Verdicts.Select(item => item.Verdict).Take(1));
            Assert.True(link.Health.SmoothedRoundTrip < TimeSpan.FromMilliseconds(2));
        }
    }

    [Fact]
    public void Answers_belong_to_Hellos_in_order_and_one_that_nobody_asked_for_is_no_sample()
    {
        var health = new LinkHealth(new LinkHealthOptions(), TimeSpan.Zero);
        health.Look(TimeSpan.Zero, out bool first);
        health.Look(Second, out bool second);
        Assert.True(first && second);

        Assert.Equal(1.1 * Second, health.TakeAnswer(1.1 * Second)!.Value.RoundTrip);
        Assert.Equal(0.2 * Second, health.TakeAnswer(1.2 * Second)!.Value.RoundTrip);
        Assert.Null(health.TakeAnswer(1.3 * Second));
        Assert.False(health.IsAnswerOwed);
    }

    [Fact]
    public void A_round_trip_behind_our_own_queue_is_marked()
    {
        var health = new LinkHealth(new LinkHealthOptions(), TimeSpan.Zero);
        health.Observe(new LinkActivity(0, 0, 0, QueuedBytes: 1), TimeSpan.Zero);
        health.Look(TimeSpan.Zero, out _);
        health.Observe(default, Second);
        Assert.False(health.TakeAnswer(Second)!.Value.IsQuiet);

        health.Hasten(Second);
        health.Look(Second, out bool mustProbe);
        Assert.True(mustProbe);
        Assert.True(health.TakeAnswer(1.1 * Second)!.Value.IsQuiet);
    }

    [Fact]
    public void The_limit_has_a_floor_and_a_ceiling_and_grows_with_the_round_trip()
    {
        var options = new LinkHealthOptions();
        TimeSpan last = TimeSpan.Zero;
        foreach (double delay in (double[])[0.01, 1, 20, 100, 300, 2000])
        {
            var link = new WatchedLink(seed: 1, delay, delay / 10, loss: 0);
            link.Run(60 * Second);
            TimeSpan limit = link.Health.Limit(link.Now);

            Assert.InRange(limit, options.ShortestLimit, options.LongestLimit);
            Assert.True(limit >= last);
            last = limit;
        }

        Assert.Equal(options.LongestLimit, last);
    }

    private static void Begin(WatchedLink link, Traffic traffic)
    {
        switch (traffic)
        {
            case Traffic.OneWay: link.SendData(Often, isAnswered: false); break;
            case Traffic.BothWays: link.SendData(Often, isAnswered: true); break;
            case Traffic.Pings: link.SendData(Second, isAnswered: true); break;
            default: break;
        }
    }

    private static WatchedLink Suspected()
    {
        var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
        link.SendData(Often, isAnswered: true);
        link.Run(5 * Second);
        link.Cut();
        while (!link.Health.IsSuspect) { link.Run(Often); }

        return link;
    }
}
