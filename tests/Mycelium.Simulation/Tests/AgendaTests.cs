using Mycelium.Simulation.Network;
using Xunit;

namespace Mycelium.Simulation.Tests;

public sealed class AgendaTests
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 100_000)]
    [InlineData(3, 100_000_000)]
    [InlineData(4, 1_000_000_000_000)]
    public void All_happens_in_order_of_time_and_of_being_planned(int seed, long longestWait)
    {
        var random = new Random(seed);
        var agenda = new Agenda();
        List<(long Ticks, int Order)> planned = [];
        List<(long Ticks, int Order)> happened = [];
        for (int i = 0; i < 300; i++) { Plan(); }

        agenda.RunUntil(TimeSpan.FromTicks(longestWait / 2));
        Assert.Equal(longestWait / 2, agenda.Now.Ticks);
        agenda.RunUntil(TimeSpan.MaxValue);

        Assert.True(planned.Count > 300);
        Assert.Equal(planned.Order(), happened);
        Assert.Equal(planned.Count, agenda.Count);

        void Plan()
        {
            (long Ticks, int Order) item = (agenda.Now.Ticks + random.NextInt64(longestWait), planned.Count);
            planned.Add(item);
            agenda.At(TimeSpan.FromTicks(item.Ticks), () =>
            {
                Assert.Equal(item.Ticks, agenda.Now.Ticks);
                happened.Add(item);
                if (planned.Count < 2000 && random.Next(3) > 0) { Plan(); }

                if (planned.Count < 2000 && random.Next(3) == 0) { Plan(); }
            });
        }
    }

    [Fact]
    public void What_lies_in_the_past_happens_now()
    {
        var agenda = new Agenda();
        TimeSpan? at = null;
        agenda.RunUntil(TimeSpan.FromSeconds(5));
        agenda.At(TimeSpan.FromSeconds(1), () => at = agenda.Now);

        agenda.RunUntil(TimeSpan.FromSeconds(6));

        Assert.Equal(TimeSpan.FromSeconds(5), at);
    }
}
