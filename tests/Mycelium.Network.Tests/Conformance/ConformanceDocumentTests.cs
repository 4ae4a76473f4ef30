using System.Reflection;
using Xunit;

namespace Mycelium.Network.Tests.Conformance;

public sealed class ConformanceDocumentTests
{
    private const int Columns = 4;

    [Fact]
    public void Every_row_has_a_test_and_every_test_a_row() => Assert.Equal(TestIds(), Rows().Select(row => row[0].Trim('`')).Order());

    [Fact]
    public void Every_recorded_scenario_has_a_test() => Assert.Empty(Transcript.Names.Except(TestIds()));

    [Fact]
    public void A_row_says_better_exactly_where_the_test_expects_something_else_than_recorded()
    {
        foreach (string[] row in Rows().Where(row => Transcript.Names.Contains(row[0].Trim('`'))))
        {
            bool saysBetter = row[3].StartsWith("better", StringComparison.Ordinal);
            Assert.True(saysBetter || row[3].StartsWith("same", StringComparison.Ordinal), $"{row[0]}: {row[3]}");
            Assert.True(saysBetter == ScenarioCases.For(row[0].Trim('`')).IsBetter, $"{row[0]}: {row[3]}");
        }
    }

    [Fact]
    public void A_row_says_where_link_health_is_off_during_the_replay()
    {
        foreach (string[] row in Rows().Where(row => Transcript.Names.Contains(row[0].Trim('`'))))
        {
            bool says = row[2].Contains("regular timing", StringComparison.Ordinal);
            Assert.True(says == ScenarioCases.For(row[0].Trim('`')).HasRegularTiming, $"{row[0]}: {row[2]}");
        }
    }

    // The rows of the tables whose first cell is a scenario in backquotes.
    private static List<string[]> Rows() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "conformance.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => cells.Length == Columns ? cells : throw new InvalidDataException($"{cells.Length} columns: {cells[0]}")),
    ];

    private static IOrderedEnumerable<string> TestIds() => typeof(ReplayTests).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(ReplayTests)))
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>().SelectMany(data => data.GetData(method)))
        .Select(arguments => (string)arguments[0])
        .Order();
}
