using CsCheck;
using Mycelium.Engine.DataPlane;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class RecordedHistogramTests
{
    [Fact]
    public void Quantiles_are_those_of_the_values_rounded_up_by_a_sixteenth_at_most()
    {
        Gen.Select(Gen.Int[0, 600_000_000].Array[1, 200], Gen.Int[1, 4]).Sample((values, quarters) =>
        {
            RecordedHistogram histogram = RecordedHistogram.ForTimes();
            foreach (int value in values) { histogram.Record(TimeSpan.FromTicks(value)); }

            Array.Sort(values);
            int nearestRank = Math.Max(1, ((quarters * values.Length) + 2) / 4);
            long expected = values[nearestRank - 1];
            long found = histogram.Copy().TimeAt(quarters / 4.0).Ticks;

            Assert.Equal(values.Length, histogram.Copy().Count);
            Assert.InRange(found, expected, expected + (expected / 16) + 1);
        });
    }

    [Fact]
    public void What_is_out_of_range_counts_as_the_end_of_the_range()
    {
        RecordedHistogram times = RecordedHistogram.ForTimes();
        times.Record(TimeSpan.FromSeconds(-1));
        times.Record(TimeSpan.MaxValue);

        Assert.Equal(TimeSpan.Zero, times.Copy().TimeAt(0.5));
        Assert.Equal(TimeSpan.FromMinutes(1), times.Copy().TimeAt(1));
    }

    [Fact]
    public void Nothing_has_no_quantiles()
    {
        RecordedHistogram copy = RecordedHistogram.ForSizes().Copy();

        Assert.Equal((0, 0, 0), (copy.Count, copy.SizeAt(0.5), copy.SizeAt(1)));
    }

    [Fact]
    public void Histograms_add_up()
    {
        Gen.Select(Gen.Int[0, 1 << 30].Array[0, 50], Gen.Int[0, 1 << 30].Array[0, 50]).Sample((first, second) =>
        {
            RecordedHistogram a = Of(first);
            a.Add(Of(second));
            RecordedHistogram both = Of([.. first, .. second]);

            Assert.Equal(both.Count, a.Count);
            Assert.All([0.1, 0.5, 0.9, 1], quantile => Assert.Equal(both.SizeAt(quantile), a.SizeAt(quantile)));
        });
    }

    [Fact]
    public void A_copy_made_while_values_are_recorded_is_whole()
    {
        const int Values = 200_000;
        RecordedHistogram histogram = RecordedHistogram.ForSizes();
        var recorder = new Thread(() =>
        {
            for (int i = 0; i < Values; i++) { histogram.Record(i % 5000); }
        });
        recorder.Start();
        long last = 0;
        do
        {
            RecordedHistogram copy = histogram.Copy();
            Assert.InRange(copy.Count, last, Values);
            Assert.InRange(copy.SizeAt(1), 0, 5000 + (5000 / 16));
            last = copy.Count;
        }
        while (recorder.IsAlive);

        recorder.Join();
        Assert.Equal(Values, histogram.Copy().Count);
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        RecordedHistogram histogram = RecordedHistogram.ForTimes();
        histogram.Record(1);

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 1000; i++) { histogram.Record(TimeSpan.FromTicks(i * 77_777)); }
        }));
    }

    private static RecordedHistogram Of(int[] values)
    {
        RecordedHistogram histogram = RecordedHistogram.ForSizes();
        foreach (int value in values) { histogram.Record(value); }

        return histogram;
    }
}
