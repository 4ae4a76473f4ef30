using Mycelium.Engine.Peering;
using Xunit;

namespace Mycelium.Engine.Tests.Peering;

public sealed class BeaconScheduleTests
{
    private readonly BeaconSchedule _schedule = new();

    [Fact]
    public void A_new_interface_gets_two_beacons_and_then_one_a_minute()
    {
        Assert.Equal([0, 5, 65, 125], SendTimes(130, _ => [7], (_, _) => true));
    }

    [Fact]
    public void A_beacon_that_could_not_be_sent_is_tried_at_the_next_look()
    {
        Assert.Equal([0, 5, 10, 15, 75], SendTimes(100, _ => [7], (_, second) => second >= 10));
    }

    [Fact]
    public void An_interface_that_appears_is_seen_within_a_look_and_one_that_comes_back_is_new()
    {
        Assert.Equal([20, 25, 40, 45], SendTimes(60, second => second is (>= 18 and < 30) or >= 40 ? [7] : [], (_, _) => true));
        Assert.Equal(1, _schedule.Count);
        _schedule.Look([], TimeSpan.FromMinutes(2));
        Assert.Equal(0, _schedule.Count);
    }

    private List<int> SendTimes(int seconds, Func<int, long[]> present, Func<long, int, bool> canSend)
    {
        var sent = new List<int>();
        for (int second = 0; second < seconds; second += (int)BeaconSchedule.LookInterval.TotalSeconds)
        {
            var now = TimeSpan.FromSeconds(second);
            foreach (long index in _schedule.Look(present(second), now))
            {
                sent.Add(second);
                _schedule.Sent(index, canSend(index, second), now);
            }
        }

        return sent;
    }
}
