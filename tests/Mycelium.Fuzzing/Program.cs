using SharpFuzz;

namespace Mycelium.Fuzzing;

/// <summary>
/// The console program. Ends with 0 if nothing failed, 1 if something did, 2 if it was not understood, 3 if an input hung.
/// </summary>
internal static class Program
{
    private const int Failed = 1;
    private const int NotUnderstood = 2;
    private const int Hung = 3;
    private static readonly TimeSpan InputLimit = TimeSpan.FromSeconds(5);

    private static int Main(string[] arguments)
    {
        CommandLine options;
        try
        {
            options = CommandLine.Parse(arguments);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            Console.Error.WriteLine(exception.Message);
            Console.Error.WriteLine(CommandLine.Usage);
            foreach (string name in FuzzTargets.Names) { Console.Error.WriteLine($"    {name}"); }

            return NotUnderstood;
        }

        if (options.IsSharpFuzz) { return RunSharpFuzz(options.Targets[0]); }

        return options.Replay is { } path ? Replay(options.Targets[0], path) : RunAll(options);
    }

    private static int RunAll(CommandLine options)
    {
        Directory.CreateDirectory(options.Output);
        int outcome = 0;
        long executions = 0;
        foreach (string name in options.Targets)
        {
            FuzzReport report = Run(name, options);
            Console.WriteLine(report);
            executions += report.Executions;
            if (report.Failure is not { } failure) { continue; }

            outcome = Failed;
            string path = Path.Combine(options.Output, $"{name}-{options.Seed}-{failure.Execution}.hex");
            File.WriteAllText(path, failure.ToCorpusText());
            Console.WriteLine($"  {failure.Input.Length} bytes of input in {path}, seed {failure.Seed}, execution {failure.Execution}");
        }

        Console.WriteLine(FormattableString.Invariant($"{executions:N0} executions in all"));
        return outcome;
    }

    private static FuzzReport Run(string name, CommandLine options)
    {
        var plan = new FuzzPlan(
            options.Seed,
            [.. Corpus.Of(name).Select(item => item.Input)],
            long.MaxValue,
            TimeSpan.FromSeconds(options.Seconds / options.Targets.Count));
        string hangPath = Path.Combine(options.Output, $"{name}-{options.Seed}-hang.hex");
        string runningPath = Path.Combine(options.Output, $"{name}-{options.Seed}.running");
        using var watchdog = new Watchdog(runningPath, InputLimit, TimeProvider.System, input =>
        {
            string comment = $"# {name}, seed {options.Seed}: takes more than {InputLimit}";
            File.WriteAllText(hangPath, $"{comment}\n{Convert.ToHexStringLower(input)}\n");
            Console.WriteLine($"{name,-18} HANGS; the input of {input.Length} bytes is in {hangPath}");
            Environment.Exit(Hung);
        });
        return new FuzzRunner(FuzzTargets.Find(name)!, plan, watchdog).Run();
    }

    private static int Replay(string name, string path)
    {
        byte[] input = Path.GetExtension(path) == ".running" ? Watchdog.ReadLeft(path) : Corpus.Read(path);
        Exception? exception = FuzzRunner.RunOnce(FuzzTargets.Find(name)!, input);
        Console.WriteLine(exception?.ToString() ?? $"{name}: {input.Length} bytes, no failure");
        return exception is null ? 0 : Failed;
    }

    private static int RunSharpFuzz(string name)
    {
        if (Environment.GetEnvironmentVariable("__LIBFUZZER_SHM_ID") is null)
        {
            Console.Error.WriteLine("--sharpfuzz is for libfuzzer-dotnet, which starts this program itself.");
            return NotUnderstood;
        }

        IFuzzTarget target = FuzzTargets.Find(name)!();
        Fuzzer.LibFuzzer.Run(target.Run);
        (target as IDisposable)?.Dispose();
        return 0;
    }
}
