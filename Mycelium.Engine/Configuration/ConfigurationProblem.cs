using System.Globalization;

namespace Mycelium.Engine.Configuration;

/// <summary>One mistake in a configuration file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what is allowed, in one sentence.</param>
public sealed record ConfigurationProblem(long Line, long Column, string Message)
{
    /// <summary>Full path of the file; empty if it is from none.</summary>
    public string ConfigurationPath { get; init; } = string.Empty;

    /// <summary>The place and the message, for where the file is named already.</summary>
    internal string Text => string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: {Message}");

    /// <summary><c>path:line:column: message</c>, which editors and build servers turn into a link.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ConfigurationPath}:{Line}:{Column}: {Message}");

    /// <summary>A mistake behind a part of a text.</summary>
    internal static ConfigurationProblem Behind(string text, string message)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        return new ConfigurationProblem(lines.Length, lines[^1].Length + 1, message);
    }

    /// <summary>Mistakes of a file in the order of its lines.</summary>
    internal static ConfigurationProblem[] InOrder(IEnumerable<ConfigurationProblem> problems, string path) =>
        problems.OrderBy(problem => problem.Line)
            .ThenBy(problem => problem.Column)
            .Select(problem => problem with { ConfigurationPath = path })
            .ToArray();
}
