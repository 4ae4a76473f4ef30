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

    // 1000 runs each, with timeouts that double up to two minutes, and up to what our own end asks the system for. On short ways five
    // losses in a row take longer than a cut may: once in a day.
    [Theory]
    [InlineData(1, 0, Traffic.OneWay, 120, 10)]
    [InlineData(20, 2, Traffic.OneWay, 120, 10)]
    [InlineData(20, 2, Traffic.Pings, 120, 10)]
    [InlineData(50, 5, Traffic.Pings, 120, 0)]
    [InlineData(150, 15, Traffic.OneWay, 120, 0)]
    [InlineData(150, 15, Traffic.Pings, 120, 0)]
    [InlineData(300, 30, Traffic.None, 120, 0)]
    [InlineData(300, 30, Traffic.OneWay, 120, 0)]
    [InlineData(300, 30, Traffic.Pings, 120, 0)]
    [InlineData(300, 30, Traffic.BothWays, 120, 0)]
    [InlineData(300, 30, Traffic.None, 3, 0)]
    [InlineData(300, 30, Traffic.OneWay, 3, 0)]
    [InlineData(300, 30, Traffic.Pings, 3, 0)]
    [InlineData(300, 30, Traffic.BothWays, 3, 0)]
    public void A_lossy_link_is_not_suspected_in_ten_minutes(int delay, int jitter, Traffic traffic, int longestTimeout, int most)
    {
        List<string> alarms = [];
        for (int seed = 0; seed < 1000; seed++)
        {
            var link = new WatchedLink(seed, delay, jitter, loss: 0.05, Second * longestTimeout);
            Begin(link, traffic);

            link.Run(TenMinutes);

            if (link.Verdicts.Count > 0) { alarms.Add($"Seed {seed}: {string.Join(", ", link.Verdicts)}, limit {link.Health.Limit(link.Now)}."); }
        }

        Assert.True(alarms.Count <= most, $"{alarms.Count} runs:\n" + string.Join('\n', alarms));
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
    [InlineData(Traffic.None, 30, 46)]
    [InlineData(Traffic.BothWays, 30, 46)]
    [InlineData(Traffic.OneWay, 400, 601)]
    [InlineData(Traffic.Pings, 30, 601)]
    public void A_healthy_link_costs_at_most_a_probe_a_second_while_used_and_one_in_15_to_20_s_otherwise(Traffic traffic, int least, int most)
    {
        var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
        Begin(link, traffic);

        link.Run(TenMinutes);

        Assert.InRange(link.Probes.Count, least, most);
        Assert.Equal(TimeSpan.Zero, link.Probes[0]);
        TimeSpan longestPause = link.Probes.Zip(link.Probes.Skip(1), (a, b) => b - a).Max();
        Assert.True(longestPause <= 20 * Second, $"{longestPause} without a Hello.");
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
    public void A_cut_does_not_make_the_next_one_last_longer()
    {
        WatchedLink link = Suspected();
        TimeSpan limit = link.Health.Limit(link.Now);
        for (int round = 0; round < 5; round++)
        {
            link.Run(5 * Second);
            link.Mend();
            link.Run(20 * Second);
            Assert.False(link.Health.IsSuspect);
            Assert.InRange(link.Health.Limit(link.Now), TimeSpan.Zero, limit * 1.1);
            link.Cut();
            while (!link.Health.IsSuspect) { link.Run(Often); }
        }
    }

    [Fact]
    public void A_stall_that_ends_soon_after_it_was_suspected_lengthens_the_limit()
    {
        WatchedLink link = Suspected();
        TimeSpan limit = link.Health.Limit(link.Now);
        link.Mend();
        link.Run(5 * Second);

        Assert.False(link.Health.IsSuspect);
        Assert.InRange(link.Health.Limit(link.Now), 1.1 * limit, 3 * limit);
    }

    [Fact]
    public void A_suspected_link_that_brings_nothing_for_twenty_seconds_is_dead()
    {
        WatchedLink link = Suspected();
        TimeSpan cut = link.CutAt!.Value;
        while (link.Verdicts.Count < 2) { link.Run(Often); }

        Assert.Equal(LinkVerdict.Dead, link.Verdicts[1].Verdict);
        Assert.InRange(link.Now - cut, 19 * Second, 22 * Second);
        Assert.InRange(link.Probes.Count(probe => probe > cut), 3, new LinkHealthOptions().MostUnanswered);
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
    public void A_cut_is_noticed_however_late_each_look_is()
    {
        var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
        Begin(link, Traffic.OneWay);
        link.Run(10 * Second);
        link.Cut();
        int looks = 0;
        while (!link.Health.IsSuspect)
        {
            Assert.True(++looks < 12, $"{looks} looks");
            link.Sleep(link.Health.NextLook + (2.9 * Second) - link.Now);
            link.Run(TimeSpan.Zero);
        }
    }

    [Fact]
    public void A_node_that_hangs_while_its_system_acknowledges_is_suspected_after_twice_the_limit()
    {
        var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
        Begin(link, Traffic.BothWays);
        link.Run(10 * Second);
        TimeSpan limit = link.Health.Limit(link.Now);
        link.Hangs = true;
        TimeSpan stopped = link.Now;

        link.Run(10 * Second);

        Assert.Equal(LinkVerdict.Suspected, link.Verdicts[0].Verdict);
        Assert.InRange(link.Verdicts[0].At - stopped, 2 * limit, (2 * limit) + Second);
    }

    [Fact]
    public void After_a_change_of_the_network_a_link_that_does_not_answer_is_dead_within_a_second_and_keeps_its_probes()
    {
        foreach (bool isCut in (bool[])[false, true])
        {
            var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
            link.Run(10 * Second);
            if (isCut) { link.Cut(); }

            link.Health.Challenge(link.Now);
            link.Run(Second);

            Assert.Equal(isCut ? [LinkVerdict.Dead] : (LinkVerdict[])[], link.Verdicts.Select(item => item.Verdict).Take(1));
        }
    }

    [Fact]
    public void Changes_of_the_network_one_after_the_other_do_not_keep_a_dead_link()
    {
        var link = new WatchedLink(seed: 1, 0.2, 0.1, loss: 0);
        link.Run(10 * Second);
        link.Cut();
        TimeSpan cut = link.Now;
        while (link.Verdicts.All(item => item.Verdict != LinkVerdict.Dead))
        {
            Assert.True(link.Now - cut < 2 * Second);
            link.Health.Challenge(link.Now);
            link.Run(Often);
        }
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
    public void First_answers_that_a_busy_start_held_up_do_not_lengthen_the_limit_for_long()
    {
        var health = new LinkHealth(new LinkHealthOptions(), TimeSpan.Zero);
        TimeSpan now = TimeSpan.Zero;
        foreach (double roundTrip in (double[])[0.9, 0.3, 0.002, 0.001, 0.001])
        {
            health.Hasten(now);
            health.Look(now, out bool mustProbe);
            Assert.True(mustProbe);
            health.TakeAnswer(now + (Second * roundTrip));
            now += Second;
        }

        Assert.Equal(new LinkHealthOptions().ShortestLimit, health.Limit(now));
        Assert.Equal(2, health.SmoothedRoundTrip!.Value.TotalMilliseconds);
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
