using System.Text.Json;

namespace Mycelium.Benchmarks.Failover;

/// <summary>One figure with its goal.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Values">One for each repetition.</param>
/// <param name="MedianGoal">The median is to be at most this; null if there is no such goal.</param>
/// <param name="WorstGoal">No value is to be larger.</param>
internal sealed record FailoverFigure(string Name, string Unit, IReadOnlyList<double> Values, double? MedianGoal, double WorstGoal)
{
    internal double Median => Values.Order().ElementAt(Values.Count / 2);

    internal double Worst => Values.Max();

    internal bool IsReached => Worst <= WorstGoal && (MedianGoal is null || Median <= MedianGoal);

    /// <summary>The figure as one line of JSON.</summary>
    internal string ToJson() => JsonSerializer.Serialize(new
    {
        figure = Name,
        unit = Unit,
        repetitions = Values.Count,
        best = Values.Min(),
        median = Median,
        worst = Worst,
        medianGoal = MedianGoal,
        worstGoal = WorstGoal,
        reached = IsReached,
    });

    /// <summary>The figure as a row of the table whose head is <see cref="Header"/>.</summary>
    internal string ToRow() =>
        $"{Name,-48}{Unit,-8}{Values.Count,5}{Values.Min(),9:0.###}{Median,9:0.###}{Worst,9:0.###}{MedianGoal,9:0.###}{WorstGoal,9:0.###}"
        + $"  {(IsReached ? "yes" : "NO")}";

    internal static string Header =>
        $"{"figure",-48}{"unit",-8}{"n",5}{"best",9}{"median",9}{"worst",9}{"goal p50",9}{"worst",9}  reached";
}
