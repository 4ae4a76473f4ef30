namespace Mycelium.Host.Hosting;

/// <summary>Where a script's text goes and comes from, and what the streams can do.</summary>
internal sealed record Terminal
{
    /// <summary>Columns of output that goes to a file or pipe, as in <c>pwsh</c>.</summary>
    internal const int RedirectedWidth = 80;

    /// <summary>Standard output.</summary>
    internal required TextWriter Output { get; init; }

    /// <summary>Standard error.</summary>
    internal required TextWriter Error { get; init; }

    /// <summary>Standard input.</summary>
    internal required TextReader Input { get; init; }

    /// <summary>Whether output goes to a person, who sees progress and the real width.</summary>
    internal bool IsOutputInteractive { get; init; }

    /// <summary>Whether input comes from a person, so that keys can be read unseen.</summary>
    internal bool IsInputInteractive { get; init; }

    /// <summary>Whether escape sequences may be written to <see cref="Output"/>.</summary>
    internal bool OutputTakesEscapes { get; init; }

    /// <summary>Whether escape sequences may be written to <see cref="Error"/>.</summary>
    internal bool ErrorTakesEscapes { get; init; }

    /// <summary>Columns of the terminal now.</summary>
    internal Func<int> Width { get; init; } = static () => RedirectedWidth;

    /// <summary>Lines of the terminal now.</summary>
    internal Func<int> Height { get; init; } = static () => 24;

    /// <summary>The streams of this process.</summary>
    internal static Terminal ForProcess()
    {
        // https://no-color.org: any value but the empty one.
        bool plain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") == "dumb";
        bool escapes = !plain && (!OperatingSystem.IsWindows() || WindowsConsole.TryEnableEscapes());
        bool interactive = !Console.IsOutputRedirected;
        return new Terminal
        {
            Output = Console.Out,
            Error = Console.Error,
            Input = Console.In,
            IsOutputInteractive = interactive,
            IsInputInteractive = !Console.IsInputRedirected,
            OutputTakesEscapes = interactive && escapes,
            ErrorTakesEscapes = !Console.IsErrorRedirected && escapes,
            Width = interactive ? static () => Positive(Console.WindowWidth, RedirectedWidth) : static () => RedirectedWidth,
            Height = interactive ? static () => Positive(Console.WindowHeight, 24) : static () => 24,
        };
    }

    // A terminal that was never told its size has none.
    private static int Positive(int size, int otherwise) => size > 0 ? size : otherwise;
}
