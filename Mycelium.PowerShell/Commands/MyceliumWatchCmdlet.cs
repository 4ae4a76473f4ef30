using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that shows changes of a table of one or several nodes until it is stopped.</summary>
public abstract class MyceliumWatchCmdlet : MyceliumStreamCmdlet
{
    /// <summary>Ends the command when this script block gives true for a change, which is $_ in it and is emitted as the last one. Changes
    /// that are filtered out are not asked about.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Until { get; set; }

    /// <summary>Ends the command after this time, in seconds or as a TimeSpan, without an error. Default: it goes on until
    /// Ctrl+C.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Emits first what is there already, as changes of the kind Present.</summary>
    [Parameter]
    public SwitchParameter IncludePresent { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => AddNodes();

    /// <summary>Emits the changes that are wanted.</summary>
    private protected void Watch<T>(
        Func<MyceliumNode, CancellationToken, IAsyncEnumerable<T>> source, Func<T, ChangeKind> kindOf, Func<T, bool> isWanted) =>
        Stream(source, Timeout, change =>
        {
            if ((kindOf(change) == ChangeKind.Present && !IncludePresent) || !isWanted(change)) { return true; }

            WriteObject(change);
            return Until is null || !IsReached(Until, change);
        });

    private static bool IsReached(ScriptBlock until, object? change) =>
        LanguagePrimitives.IsTrue(until.InvokeWithContext(null, [new PSVariable("_", change)]));
}
