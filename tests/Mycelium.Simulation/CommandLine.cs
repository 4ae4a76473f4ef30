using System.Globalization;
using Mycelium.Simulation.Scenarios;

namespace Mycelium.Simulation;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    internal const string Usage = """
        Mycelium.Simulation --seeds N [--first N] [--nodes A..B] [--cores N]
            runs N random networks of A to B nodes (5..50), from a seed (1), on all cores; a failing one is shrunk and printed
        Mycelium.Simulation --seed N [--nodes A..B] [--trace]
            runs one of them again, with every event as a line of text if asked for
        Mycelium.Simulation --scenario FILE [--trace]
            runs a printed scenario
        Mycelium.Simulation --scale N,N,.. [--flows N] [--seed N]
            forms scale-free networks of so many nodes each, with random flows (1000), and prints what they cost
        Mycelium.Simulation --topology FILE [--nodes N] [--seed N] [--form KIND] [--screenshot PNG [--colors light|dark] [--select WORDS] [--size WxH]]
            forms a network of N nodes (30), stops one, cuts a connection, and writes what all others know: a page, DOT or Mermaid by the end of
            the name; with a Chromium, also a picture of the page
        """;

    /// <summary>Number of seeds to run; 0 for none.</summary>
    internal int Seeds { get; init; }

    /// <summary>The first seed, or the only one.</summary>
    internal int First { get; init; } = 1;

    internal int FewestNodes { get; init; } = 5;

    internal int MostNodes { get; init; } = 50;

    internal int Cores { get; init; } = Environment.ProcessorCount;

    internal bool IsTraced { get; init; }

    /// <summary>File of a scenario; null for none.</summary>
    internal string? ScenarioFile { get; init; }

    /// <summary>Numbers of nodes of the large networks; empty for none.</summary>
    internal IReadOnlyList<int> Scale { get; init; } = [];

    internal int Flows { get; init; } = 1000;

    /// <summary>File for a topology; null for none.</summary>
    internal string? TopologyPath { get; init; }

    /// <summary>Number of nodes of the topology.</summary>
    internal int TopologyNodes { get; private init; } = 30;

    /// <summary>How the nodes of the topology are connected.</summary>
    internal TopologyKind Form { get; init; } = TopologyKind.ScaleFree;

    /// <summary>File for a picture of the page; null for none.</summary>
    internal string? ScreenshotPath { get; init; }

    /// <summary>Colours of the picture.</summary>
    internal string Colors { get; init; } = "dark";

    /// <summary>What finds the node that is selected in the picture; null for none.</summary>
    internal string? Selected { get; init; }

    /// <summary>Size of the picture in pixels; null for the usual one.</summary>
    internal (int Width, int Height)? Size { get; init; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">They can't be understood; the message says why.</exception>
    internal static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var options = new CommandLine();
        bool hasWork = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name == "--trace")
            {
                options = options with { IsTraced = true };
                continue;
            }

            string value = ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value.");
            hasWork |= name is "--seeds" or "--seed" or "--scenario" or "--scale" or "--topology";
            options = name switch
            {
                "--seeds" => options with { Seeds = Positive(value) },
                "--seed" or "--first" => options with { First = int.Parse(value, CultureInfo.InvariantCulture) },
                "--nodes" => options.WithNodes(value),
                "--cores" => options with { Cores = Positive(value) },
                "--scenario" => options with { ScenarioFile = value },
                "--scale" => options with { Scale = [.. value.Split(',').Select(Positive)] },
                "--flows" => options with { Flows = Positive(value) },
                "--topology" => options with { TopologyPath = value },
                "--form" => options with { Form = Kind(value) },
                "--screenshot" => options with { ScreenshotPath = value },
                "--colors" => options with { Colors = value },
                "--select" => options with { Selected = value },
                "--size" => options with { Size = (Positive(value.Split('x')[0]), Positive(value.Split('x')[^1])) },
                _ => throw new FormatException($"{name} is not known."),
            };
        }

        return hasWork ? options : throw new FormatException("Say what to run.");
    }

    private static TopologyKind Kind(string text) => Enum.TryParse(text, ignoreCase: true, out TopologyKind kind)
        ? kind
        : throw new FormatException($"'{text}' is none of {string.Join(", ", Enum.GetNames<TopologyKind>())}.");

    private static int Positive(string text)
    {
        int value = int.Parse(text, CultureInfo.InvariantCulture);
        return value > 0 ? value : throw new FormatException($"{text} is not positive.");
    }

    private CommandLine WithNodes(string range)
    {
        string[] ends = range.Split("..");
        int fewest = Positive(ends[0]);
        int most = Positive(ends[^1]);
        bool isRange = ends.Length <= 2 && fewest >= 2 && fewest <= most;
        return isRange
            ? this with { FewestNodes = fewest, MostNodes = most, TopologyNodes = most }
            : throw new FormatException($"'{range}' is not a range of nodes like 5..50, with 2 at least.");
    }
}
