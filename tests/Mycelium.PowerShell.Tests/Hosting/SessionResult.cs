using System.Management.Automation;
using Xunit;

namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>What a script gave.</summary>
internal sealed record SessionResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<ProgressRecord> Progress)
{
    /// <summary>The output of a script that must have had no error.</summary>
    internal IReadOnlyList<PSObject> Objects
    {
        get
        {
            Assert.True(Errors.Count == 0, string.Join("\n", Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")));
            return Output;
        }
    }

    /// <summary>The only object of a script that must have had no error.</summary>
    internal PSObject Single => Assert.Single(Objects);

    /// <summary>The output as texts.</summary>
    internal string[] Texts => [.. Objects.Select(item => item?.ToString() ?? string.Empty)];

    /// <summary>The stable parts of the error ids.</summary>
    internal string[] ErrorIds => [.. Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])];
}
