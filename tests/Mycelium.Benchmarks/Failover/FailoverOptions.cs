namespace Mycelium.Benchmarks.Failover;

/// <summary>What is measured, and how often.</summary>
/// <param name="Part">One of <see cref="Parts"/>.</param>
/// <param name="Repetitions">Of each cut and crash; stops take a quarter of them.</param>
/// <param name="PauseTime">How long a stopped process stays stopped.</param>
/// <param name="LossyTime">How long the lossy links are watched.</param>
internal sealed record FailoverOptions(string Part, int Repetitions, TimeSpan PauseTime, TimeSpan LossyTime)
{
    internal static string[] Parts { get; } = ["all", "cut", "crash", "pause", "lossy"];

    internal static FailoverOptions Default { get; } = new("all", 20, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10));

    internal bool Includes(string part) => Part == "all" || Part == part;

    /// <summary>Reads the arguments after the command; null if they can't be understood.</summary>
    internal static FailoverOptions? TryParse(ReadOnlySpan<string> arguments)
    {
        FailoverOptions options = Default;
        if (arguments.Length > 2) { return null; }

        if (arguments.Length > 0)
        {
            if (!Parts.Contains(arguments[0])) { return null; }

            options = options with { Part = arguments[0] };
        }

        if (arguments.Length < 2) { return options; }

        if (!int.TryParse(arguments[1], out int number) || number <= 0) { return null; }

        return options.Part == "lossy"
            ? options with { LossyTime = TimeSpan.FromMinutes(number) }
            : options with { Repetitions = number };
    }
}
