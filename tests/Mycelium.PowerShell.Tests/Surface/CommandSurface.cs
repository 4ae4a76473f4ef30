namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>What shows that a command behaves as every command of the module must. Scripts run where nodes alpha and beta are connected, and
/// beside the files of <see cref="SampleFiles"/>.</summary>
internal sealed record CommandSurface(string Name)
{
    /// <summary>A call that succeeds, any number of times.</summary>
    internal required string Call { get; init; }

    /// <summary>Calls that go on for an hour if nobody ends them; none for a command that never waits.</summary>
    internal string[] Blocking { get; init; } = [];

    /// <summary>A call that changes something, to which -WhatIf is added; null for a command that changes nothing.</summary>
    internal string? Change { get; init; }

    /// <summary>Calls that take their input from the pipeline, and give at least one object.</summary>
    internal string[] Pipeline { get; init; } = [];

    /// <summary>What fails, and how.</summary>
    internal (string Script, string ErrorId)[] Errors { get; init; } = [];

    /// <summary>Why what needs the machine itself is not done here, and where it is; null where nothing does.</summary>
    internal string? RunElsewhere { get; init; }

    /// <summary>What only Ctrl+C ends, and when it may come: each call that waits, once it says so, or else one call after the other.</summary>
    internal IEnumerable<string> Endless => Blocking.Length > 0
        ? Blocking.Select(call => $"$DebugPreference = 'Continue'; {call}")
        : [$"while ($true) {{ {Call}; $waiting.Set() }}"];

    /// <summary>All scripts of the command.</summary>
    internal IEnumerable<string> Scripts =>
        new[] { Call, Change }.OfType<string>().Concat(Blocking).Concat(Pipeline).Concat(Errors.Select(error => error.Script));
}
