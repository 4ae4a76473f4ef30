namespace Mycelium.Network.Tests.Harness;

/// <summary>What a program that has ended left.</summary>
/// <param name="ExitCode">Its exit code; 128 + n after signal n.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>Returns the output of a program that must have succeeded.</summary>
    internal string Expect(int exitCode = 0) =>
        ExitCode == exitCode
            ? Output
            : throw new InvalidOperationException($"Exit code {ExitCode} instead of {exitCode}.\n{Output}\n{Error}");
}
