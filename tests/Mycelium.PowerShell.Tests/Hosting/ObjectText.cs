using System.Management.Automation;

namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>Reads what PowerShell would show.</summary>
internal static class ObjectText
{
    /// <summary>The text of a property; empty for null.</summary>
    internal static string Text(this PSObject item, string property) => item.Properties[property]?.Value?.ToString() ?? string.Empty;
}
