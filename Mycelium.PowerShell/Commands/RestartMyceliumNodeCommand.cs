using System.Management.Automation;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Stops nodes and starts them again with the same options: after a change of the network, or when one has failed.</summary>
/// <remarks>
/// A node keeps its name, its ports, the peers that it was given and what was set for them; peers that connected by themselves or were
/// found on the local network come again. The key is read from its file; one that is in no file is kept too, but not that of a node that
/// has failed: this gets a new key, and so a new address, and a warning says so. Without -Name the only running node is restarted.
/// </remarks>
/// <example>
/// <para>Restarts one node and waits until it is connected again.</para>
/// <code>
/// Restart-MyceliumNode alpha
/// Wait-MyceliumPeer -Node alpha
/// </code>
/// </example>
/// <example>
/// <para>Restarts all nodes that have failed.</para>
/// <code>Get-MyceliumNode | Where-Object State -eq Failed | Restart-MyceliumNode</code>
/// </example>
/// <example>
/// <para>Restarts all nodes of the process and shows when each was started.</para>
/// <code>Get-MyceliumNode | Restart-MyceliumNode -PassThru | ForEach-Object { "$($_.Name): $($_.StartedAt)" }</code>
/// </example>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso cref="StopMyceliumNodeCommand"/>
/// <seealso cref="GetMyceliumNodeCommand"/>
/// <seealso cref="WaitMyceliumNodeCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsLifecycle.Restart, "MyceliumNode", SupportsShouldProcess = true)]
[OutputType(typeof(NodeSnapshot))]
public sealed class RestartMyceliumNodeCommand : MyceliumLifecycleCmdlet
{
    /// <summary>Emits each node as it was started.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Action => "Restart node";

    /// <inheritdoc/>
    private protected override void Handle(NodeEntry entry)
    {
        NodeSnapshot last = Wait(entry.ReadAsync);
        var progress = new WaitProgress($"Restarting node '{entry.Name}'");
        NodeSnapshot snapshot = Wait(token => NodeRegistry.Shared.RestartAsync(entry, token), progress);
        if (snapshot.PublicKey != last.PublicKey)
        {
            WriteWarning($"The node '{entry.Name}' has another key than before, and so the address {snapshot.Address}.");
        }

        foreach (string warning in snapshot.Warnings) { WriteWarning(warning); }

        if (PassThru) { WriteObject(snapshot); }
    }
}
