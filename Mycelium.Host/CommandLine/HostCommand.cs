namespace Mycelium.Host.CommandLine;

/// <summary>A command line, understood.</summary>
/// <param name="Mode">What it asks for.</param>
/// <param name="Target">The script or configuration file, the command's text, or why the command line is invalid.</param>
internal sealed record HostCommand(HostMode Mode, string Target = "")
{
    /// <summary>Arguments of the script, in their order.</summary>
    internal IReadOnlyList<ScriptArgument> Arguments { get; init; } = [];

    /// <summary>Whether prompts are errors.</summary>
    internal bool NonInteractive { get; init; }
}
