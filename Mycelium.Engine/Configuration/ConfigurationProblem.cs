using System.Globalization;

namespace Mycelium.Engine.Configuration;

/// <summary>One mistake in a configuration file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what is allowed, in one sentence.</param>
public sealed record ConfigurationProblem(long Line, long Column, string Message)
{
    /// <summary><c>line L, column C: message</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: {Message}");
}
