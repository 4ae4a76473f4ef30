using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class ClockWatchTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ClockWatch _watch = new(3 * Second);

    [Fact]
    public void A_look_in_time_or_a_little_late_is_no_jump()
    {
        Assert.False(Look(0, 0, due: 0));
        Assert.False(Look(10, 10, due: 10));
        Assert.False(Look(15, 15, due: 12));
    }

    [Fact]
    public void A_process_that_was_stopped_finds_its_look_late()
    {
        Assert.False(Look(0, 0, due: 0));
        Assert.True(Look(61, 61, due: 1));
        Assert.False(Look(62, 62, due: 62));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void A_clock_that_moved_against_the_other_is_noticed_once(int seconds)
    {
        Assert.False(Look(0, 0, due: 1));
        Assert.True(Look(1, 1 + seconds, due: 1));
        Assert.False(Look(2, 2 + seconds, due: 2));
    }

    [Fact]
    public void Many_small_corrections_of_the_clock_are_no_jump()
    {
        for (int i = 0; i < 100; i++) { Assert.False(Look(i, i * 2, due: i)); }
    }

    private bool Look(double now, double timeOfDay, double due) =>
        _watch.HasJumped(now * Second, Start + (timeOfDay * Second), due * Second);
}
