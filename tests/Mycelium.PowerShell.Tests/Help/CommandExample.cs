namespace Mycelium.PowerShell.Tests.Help;

/// <summary>One example of a cmdlet.</summary>
/// <param name="Introduction">What it shows.</param>
/// <param name="Code">The script.</param>
/// <param name="IsRun">Whether the tests can run it: with nodes <c>alpha</c> and <c>beta</c>, on loopback, without rights.</param>
internal sealed record CommandExample(string Introduction, string Code, bool IsRun);
