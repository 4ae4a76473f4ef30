using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Loading;

/// <summary>Says which nodes stop because the module is removed: also Import-Module -Force removes it first.</summary>
internal static class RemovalWarning
{
    // No cmdlet of ours runs at that moment, so it is the session that warns; a bare engine has nothing to do it with.
    private const string Script = "param($text) if (Get-Command Write-Warning -ErrorAction Ignore) { Write-Warning $text }";

    /// <summary>Warns if a node runs. On the pipeline thread.</summary>
    /// <exception cref="RuntimeException">$WarningPreference is Stop: the module must stay, and its nodes.</exception>
    internal static void Write(IEnumerable<NodeEntry> nodes)
    {
        string names = string.Join(", ", nodes.Where(node => node.IsRunning).Select(node => $"'{node.Name}'"));
        if (names.Length == 0 || Runspace.DefaultRunspace is null) { return; }

        ScriptBlock.Create(Script).Invoke($"The module Mycelium is removed, so its nodes are stopped: {names}.");
    }
}
