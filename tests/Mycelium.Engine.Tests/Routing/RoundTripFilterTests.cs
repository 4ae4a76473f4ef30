using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

public sealed class RoundTripFilterTests
{
    private readonly RoundTripFilter _filter = new();

    [Fact]
    public void The_first_round_trip_counts_in_full()
    {
        Assert.False(_filter.HasValue);
        Assert.Equal(37u, Add(37));
        Assert.True(_filter.HasValue);
    }

    [Fact]
    public void A_first_round_trip_that_was_too_long_is_forgotten_with_the_next_ones()
    {
        Add(100);

        Assert.Equal(20u, Add(20));
        Assert.Equal(30u, Add(30));
        Assert.Equal(20u, Add(20));
    }

    [Fact]
    public void A_spike_or_two_move_nothing()
    {
        for (int i = 0; i < 5; i++) { Add(20); }

        Assert.Equal(20u, Add(900));
        Assert.Equal(20u, Add(1500));
        Assert.Equal(20u, Add(20));
    }

    [Fact]
    public void A_change_that_lasts_is_followed_in_both_directions()
    {
        for (int i = 0; i < 60; i++) { Add(20); }

        for (int i = 0; i < 60; i++) { Add(120); }

        Assert.InRange(Add(120), 118u, 120u);
        for (int i = 0; i < 60; i++) { Add(5); }

        Assert.InRange(Add(5), 5u, 6u);
    }

    private uint Add(double milliseconds) => _filter.Add(TimeSpan.FromMilliseconds(milliseconds));
}
