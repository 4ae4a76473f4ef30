using System.Management.Automation;
using Mycelium.Engine.Deployment;
using Mycelium.PowerShell.Completion;

namespace Mycelium.PowerShell.Commands;

/// <summary>Stops services that Register-MyceliumService has registered, and removes them.</summary>
/// <remarks>The configuration file, the key and the log stay. A service that was registered by others is refused, and no pattern matches it. A
/// pattern that matches nothing is no error; a name is. Needs root, on Windows an elevated process; -WhatIf does not.</remarks>
/// <example runs="false">
/// <para>Stops and removes the service that has the default name.</para>
/// <code>Unregister-MyceliumService</code>
/// </example>
/// <example>
/// <para>Shows which services would be removed.</para>
/// <code>Get-MyceliumService | Unregister-MyceliumService -WhatIf</code>
/// </example>
/// <example>
/// <para>Would remove all services whose names begin with edge.</para>
/// <code>Unregister-MyceliumService edge* -WhatIf</code>
/// </example>
/// <example>
/// <para>Would remove the services of one configuration file.</para>
/// <code>Get-MyceliumService | Where-Object ConfigurationPath -like '*/node.yaml' | Unregister-MyceliumService -WhatIf</code>
/// </example>
/// <example>
/// <para>Would remove a service if there is one, and say nothing otherwise.</para>
/// <code>Unregister-MyceliumService edge-of-nowhere -WhatIf -ErrorAction SilentlyContinue</code>
/// </example>
/// <seealso cref="GetMyceliumServiceCommand"/>
/// <seealso cref="RegisterMyceliumServiceCommand"/>
/// <seealso>about_Mycelium_Fleet</seealso>
[Cmdlet(VerbsLifecycle.Unregister, "MyceliumService", SupportsShouldProcess = true)]
[OutputType(typeof(ServiceSnapshot))]
public sealed class UnregisterMyceliumServiceCommand : MyceliumServiceCmdlet
{
    /// <summary>Names of the services; wildcards are allowed. Default: mycelium.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [ServiceRegistration.DefaultName];

    /// <summary>Emits each service as it was before.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name) { ForItem(name, () => Unregister(name)); }
    }

    private void Unregister(string name)
    {
        // The list is made first: one that can't be removed stops no other.
        foreach (ServiceSnapshot service in Find(name).ToList()) { ForItem(service.Name, () => Remove(service)); }
    }

    private void Remove(ServiceSnapshot service)
    {
        if (!ShouldProcess($"{service.Name} ({service.ConfigurationPath})", "Unregister service")) { return; }

        var progress = new WaitProgress($"Removing service '{service.Name}'");
        ServiceSnapshot last = Wait(token => Manager.UnregisterAsync(service.Name, token), progress);
        if (PassThru) { WriteObject(last); }
    }
}
