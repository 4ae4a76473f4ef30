namespace Mycelium.Engine.Deployment;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Error">What it wrote to its standard error.</param>
internal sealed record CommandOutcome(int ExitCode, string Output = "", string Error = "")
{
    /// <summary>Why it failed, on one line.</summary>
    internal string Reason
    {
        get
        {
            string text = Error.Trim().Length > 0 ? Error : Output;
            string[] lines = text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length > 0 ? string.Join(' ', lines) : $"It ended with exit code {ExitCode}.";
        }
    }
}
