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

    /// <summary>Calls that give at least one object, each with the parameter whose value only the pipeline brings.</summary>
    internal (string Parameter, string Script)[] Pipeline { get; init; } = [];

    /// <summary>What fails, and how.</summary>
    internal (string Script, string ErrorId)[] Errors { get; init; } = [];

    /// <summary>What does for real what needs the machine itself; null where nothing does.</summary>
    internal TestReference? RunElsewhere { get; init; }

    /// <summary>Parameter sets that no script here may use, and the tests that do.</summary>
    internal (string Set, TestReference Test)[] SetsElsewhere { get; init; } = [];

    /// <summary>What only Ctrl+C ends, and when it may come: each call that waits, once it says so, or else one call after the other.</summary>
    internal IEnumerable<string> Endless => Blocking.Length > 0
        ? Blocking.Select(call => $"$DebugPreference = 'Continue'; {call}")
        : [$"while ($true) {{ {Call}; $waiting.Set() }}"];

    /// <summary>All scripts of the command that a test runs.</summary>
    internal IEnumerable<string> Scripts => new[] { Call, Change }.OfType<string>()
        .Concat(Blocking)
        .Concat(Pipeline.Select(item => item.Script))
        .Concat(Errors.Select(error => error.Script));
}
