using System.Xml.Linq;
using Mycelium.Benchmarks.Network;
using Mycelium.Benchmarks.Network.Results;
using Xunit;

namespace Mycelium.Network.Tests.Benchmarks;

public class FigureTests
{
    [Theory]
    [InlineData(50, 3)]
    [InlineData(99, 5)]
    [InlineData(100, 5)]
    [InlineData(20, 1)]
    [InlineData(21, 2)]
    public void A_percentile_is_a_value_that_was_measured(double percent, double expected)
    {
        Assert.Equal(expected, SampleStatistics.Percentile([5, 1, 4, 2, 3], percent));
    }

    [Fact]
    public void There_is_no_percentile_of_nothing()
    {
        Assert.Throws<ArgumentException>(() => SampleStatistics.Median([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleStatistics.Percentile([1], 0));
    }

    [Fact]
    public void The_ratio_is_the_median_of_the_ratios_within_each_round()
    {
        var book = new FigureBook("yardstick");
        Add(book, "yardstick", 10, 100, 1000);
        Add(book, "other", 5, 90, 200);

        FigureResult[] results = [.. book.Results()];

        Assert.Equal(new FigureResult("tcp1", "yardstick", "Gbit/s", 100, 10, 1000, 3, "yardstick", 1), results[0]);
        Assert.Equal(new FigureResult("tcp1", "other", "Gbit/s", 90, 5, 200, 3, "yardstick", 0.5), results[1]);
    }

    [Fact]
    public void A_round_that_the_baseline_missed_gives_no_ratio()
    {
        var book = new FigureBook("yardstick");
        book.Add(1, "yardstick", new Reading("tcp1", "Gbit/s", 4));
        Add(book, "other", 5, 8);
        book.Add(0, "other", new Reading("cpu", "s/GB", 3));

        IReadOnlyList<FigureResult> results = book.Results();

        Assert.Equal(2, results.Single(result => result is { Figure: "tcp1", Candidate: "other" }).Ratio);
        Assert.Null(results.Single(result => result.Figure == "cpu").Ratio);
    }

    [Fact]
    public void Shares_are_of_the_same_round()
    {
        var book = new FigureBook("yardstick");
        Add(book, "yardstick", 10, 100);
        Add(book, "other", 9, 50);
        for (int round = 0; round < 3; round++) { book.AddShares(round, "tcp1", "share", "yardstick"); }

        FigureResult share = book.Results().Single(result => result is { Figure: "share", Candidate: "other" });

        Assert.Equal((50, 90, 2, "%"), (share.Lowest, share.Highest, share.Repetitions, share.Unit));
    }

    [Fact]
    public void A_line_of_JSON_has_the_whole_figure()
    {
        var result = new FigureResult("tcp1", "other", "Gbit/s", 1.5, 1, 2, 5, "veth", 0.25);

        Assert.Equal(
            """{"figure":"tcp1","candidate":"other","unit":"Gbit/s","median":1.5,"lowest":1,"highest":2,"""
            + "\"repetitions\":5,\"baseline\":\"veth\",\"ratio\":0.25}",
            result.ToJson());
        Assert.Equal(result, FigureResult.FromJson(result.ToJson()));
        Assert.Null(FigureResult.FromJson((result with { Ratio = null }).ToJson()).Ratio);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"figure":"tcp1"}""")]
    public void What_is_not_a_figure_is_an_error(string line)
    {
        Assert.Throws<FormatException>(() => FigureResult.FromJson(line));
    }

    [Fact]
    public void Of_a_figure_that_is_there_twice_the_last_counts()
    {
        FigureResult first = Result("tcp1", "other", 1);

        FigureResult[] latest = PlotCommand.Latest([first.ToJson(), "", (first with { Median = 2 }).ToJson()]);

        Assert.Equal(2, Assert.Single(latest).Median);
        Assert.Throws<FormatException>(() => PlotCommand.Latest([]));
    }

    [Fact]
    public void The_table_has_a_row_for_each_figure_and_a_column_for_each_candidate()
    {
        string[] lines = FigureTable.Format([Result("tcp1", "veth", 10), Result("tcp1", "other", 2), Result("memory", "other", 81)])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            [
                "| figure | unit   | veth             | other                   |",
                "| ------ | ------ | ---------------- | ----------------------- |",
                "| tcp1   | Gbit/s | 10.0 (5.00-20.0) | 2.00 (1.00-4.00) 0.500x |",
                "| memory | Gbit/s | -                | 81.0 (40.5-162) 0.500x  |",
            ],
            lines);
    }

    [Fact]
    public void The_image_is_well_formed_and_has_every_figure()
    {
        FigureResult[] results = [Result("tcp1", "veth", 10), Result("tcp1", "<&>", 2), Result("ping-p50", "<&>", -1)];

        XDocument image = XDocument.Parse(FigurePlot.Draw(results, "<&>").ToString());

        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Equal(svg + "svg", image.Root!.Name);
        XElement[] bars = [.. image.Descendants(svg + "rect")];
        Assert.Equal(["bar", "own", "own"], bars.Select(bar => (string?)bar.Attribute("class")));
        double[] widths = [.. bars.Select(bar => (double)bar.Attribute("width")!)];
        Assert.Equal(5, widths[0] / widths[1], 0.1);
        Assert.Equal(0, widths[2]);
        Assert.Contains(image.Descendants(svg + "text"), text => text.Value == "2.00 (0.500 × veth)");
        Assert.Contains("prefers-color-scheme: dark", image.Descendants(svg + "style").Single().Value, StringComparison.Ordinal);
    }

    private static void Add(FigureBook book, string candidate, params double[] values)
    {
        for (int round = 0; round < values.Length; round++) { book.Add(round, candidate, new Reading("tcp1", "Gbit/s", values[round])); }
    }

    private static FigureResult Result(string figure, string candidate, double median) =>
        new(figure, candidate, "Gbit/s", median, median / 2, median * 2, 5, "veth", candidate == "veth" ? 1 : 0.5);
}
