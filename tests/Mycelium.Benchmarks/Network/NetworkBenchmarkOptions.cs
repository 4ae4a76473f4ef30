using System.Globalization;
using Mycelium.Benchmarks.Network.Overlays;

namespace Mycelium.Benchmarks.Network;

/// <summary>What the network benchmark measures, and for how long.</summary>
internal sealed record NetworkBenchmarkOptions
{
    private static readonly string[] Known =
    [
        VethOverlay.OverlayName, HostOverlay.OverlayName, WireGuardOverlay.OverlayName, YggdrasilOverlay.OverlayName,
    ];

    /// <summary>Repetitions; each measures every candidate once.</summary>
    internal int Rounds { get; init; } = 5;

    /// <summary>Length of one TCP stream.</summary>
    internal TimeSpan StreamTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Names of the candidates of this program, in the order they take their turns.</summary>
    internal IReadOnlyList<string> Candidates { get; init; } = Known;

    /// <summary>Which of <see cref="FigureName.Groups"/> are measured.</summary>
    internal IReadOnlyList<string> Figures { get; init; } = FigureName.Groups;

    /// <summary>Scripts that start other daemons; see <see cref="AdapterOverlay"/>.</summary>
    internal IReadOnlyList<string> Adapters { get; init; } = [];

    /// <summary>The candidate that the others are compared with.</summary>
    internal string Baseline { get; init; } = VethOverlay.OverlayName;

    /// <summary>Where the figures are added, one JSON object a line; null: nowhere.</summary>
    internal string? JsonFile { get; init; }

    internal bool Includes(string group) => Figures.Contains(group);

    /// <summary>Reads the arguments after the command.</summary>
    /// <exception cref="FormatException">They can't be understood; the message says which.</exception>
    internal static NetworkBenchmarkOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new NetworkBenchmarkOptions();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length) { throw new FormatException($"{arguments[i]} needs a value."); }

            options = options.With(arguments[i], arguments[i + 1]);
        }

        string[] names = [.. options.Candidates, .. options.Adapters.Select(AdapterOverlay.NameOf)];
        return names.Contains(options.Baseline)
            ? options
            : throw new FormatException($"The baseline {options.Baseline} is not among the candidates {string.Join(',', names)}.");
    }

    private NetworkBenchmarkOptions With(string option, string value) => option switch
    {
        "--rounds" => this with { Rounds = Positive(option, value) },
        "--seconds" => this with { StreamTime = TimeSpan.FromSeconds(Positive(option, value)) },
        "--candidates" => this with { Candidates = Among(Known, option, value) },
        "--figures" => this with { Figures = Among(FigureName.Groups, option, value) },
        "--adapter" when !File.Exists(value) => throw new FormatException($"There is no {value}."),
        "--adapter" => this with { Adapters = [.. Adapters, value] },
        "--baseline" => this with { Baseline = value },
        "--json" => this with { JsonFile = value },
        _ => throw new FormatException($"There is no option {option}."),
    };

    private static int Positive(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new FormatException($"{option} needs a positive number, not '{value}'.");

    private static string[] Among(IReadOnlyList<string> known, string option, string value) =>
    [
        .. value.Split(',').Select(part =>
            known.FirstOrDefault(name => name.Equals(part, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"{option} does not know '{part}'; there are {string.Join(',', known)}.")),
    ];
}
