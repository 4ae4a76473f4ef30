using System.Management.Automation;
using System.Net;
using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Jobs;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that does something between a node and each of some overlay addresses.</summary>
public abstract class MyceliumDestinationCmdlet : MyceliumNodeCmdlet
{
    private readonly JobCalls _calls = new();

    /// <summary>Overlay addresses, or objects that have one, such as routes and nodes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address", "TargetName", "ComputerName")]
    [OverlayAddress]
    [ArgumentCompleter(typeof(RouteAddressCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Destination { get; set; } = [];

    /// <summary>Works in the background, and emits the job at once; Receive-Job gets what it finds.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (AsJob)
        {
            _calls.Gather(MyInvocation.BoundParameters, nameof(Destination), Destination);
            return;
        }

        foreach (string destination in Destination)
        {
            ForItem(destination, () => Handle(SelectedNode, OverlayAddress.Parse(destination)));
        }
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        if (AsJob) { WriteObject(_calls.Start(this)); }
    }

    /// <summary>Refuses what can't be the time to wait for an answer.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/>.</exception>
    private protected static void RequireTimeout(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1))
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption, "-Timeout must be more than 0, and at most a day.", "Give seconds, or a TimeSpan such as 00:01:30.");
        }
    }

    /// <summary>Handles one address; an error that it throws is about that address, and the others go on.</summary>
    private protected abstract void Handle(MyceliumNode node, IPAddress destination);
}
