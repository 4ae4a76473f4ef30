using System.Globalization;

namespace Mycelium.Fuzzing;

/// <summary>What the command line asks for.</summary>
/// <param name="Targets">Names of the targets.</param>
/// <param name="Seconds">Time for all of them together.</param>
/// <param name="Seed">Seed of the mutations.</param>
/// <param name="Output">Folder for failing inputs.</param>
/// <param name="Replay">File of one input to run instead of mutations; null for none.</param>
/// <param name="IsSharpFuzz">Whether another fuzzer drives the target.</param>
internal sealed record CommandLine(IReadOnlyList<string> Targets, double Seconds, int Seed, string Output, string? Replay, bool IsSharpFuzz)
{
    internal const string Usage = """
        Mycelium.Fuzzing [--target NAME|all|frames] [--seconds N] [--seed N] [--output FOLDER]
            runs mutations for N seconds in all (60), from a seed (1); failing inputs go to the folder (out/fuzzing)
        Mycelium.Fuzzing --target NAME --replay FILE
            runs one input: a .hex file in hexadecimal, a .running file that a crash has left, or any other file as it is
        Mycelium.Fuzzing --sharpfuzz NAME
            runs what libfuzzer-dotnet sends, on an instrumented build
        Targets:
        """;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">They can't be understood; the message says why.</exception>
    internal static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        string target = "all";
        var options = new CommandLine([], 60, 1, Path.Combine("out", "fuzzing"), null, false);
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value.");
            switch (arguments[i])
            {
                case "--target": target = value; break;
                case "--seconds": options = options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "--seed": options = options with { Seed = int.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "--output": options = options with { Output = value }; break;
                case "--replay": options = options with { Replay = value }; break;
                case "--sharpfuzz":
                    target = value;
                    options = options with { IsSharpFuzz = true };
                    break;
                default: throw new FormatException($"{arguments[i]} is not known.");
            }
        }

        return options with { Targets = Select(target, options.Replay is not null || options.IsSharpFuzz) };
    }

    private static IReadOnlyList<string> Select(string target, bool needsOne)
    {
        if (target == "all" && !needsOne) { return [.. FuzzTargets.Names]; }

        if (target == "frames" && !needsOne) { return [.. FuzzTargets.FrameNames]; }

        return FuzzTargets.Find(target) is null ? throw new FormatException($"'{target}' is not one target.") : [target];
    }
}
