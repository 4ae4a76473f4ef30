using System.Management.Automation;
using Mycelium.Engine.Deployment;
using Mycelium.PowerShell.Completion;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets the services that Register-MyceliumService has registered on this machine.</summary>
/// <remarks>Services of others are not shown, whatever they run. The nodes of a service run in its own process: Get-MyceliumNode does not see
/// them. Needs no rights on most systems.</remarks>
/// <example>
/// <para>Lists all services.</para>
/// <code>Get-MyceliumService</code>
/// </example>
/// <example>
/// <para>Names the services that should run and do not.</para>
/// <code>Get-MyceliumService | Where-Object { $_.StartType -eq 'Automatic' -and $_.State -ne 'Running' } | ForEach-Object Name</code>
/// </example>
/// <example>
/// <para>Checks the configuration files of all services whose name begins with edge.</para>
/// <code>Get-MyceliumService edge* | Test-MyceliumConfiguration</code>
/// </example>
/// <seealso cref="RegisterMyceliumServiceCommand"/>
/// <seealso cref="UnregisterMyceliumServiceCommand"/>
/// <seealso>about_Mycelium_Fleet</seealso>
[Cmdlet(VerbsCommon.Get, "MyceliumService")]
[OutputType(typeof(ServiceSnapshot))]
public sealed class GetMyceliumServiceCommand : MyceliumServiceCmdlet
{
    /// <summary>Names of the services; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name) { ForItem(name, () => Show(name)); }
    }

    private void Show(string name)
    {
        foreach (ServiceSnapshot service in Find(name)) { WriteObject(service); }
    }
}
