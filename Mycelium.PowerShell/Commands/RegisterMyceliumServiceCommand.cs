using System.Management.Automation;
using Mycelium.Engine.Deployment;
using Mycelium.PowerShell.Completion;

namespace Mycelium.PowerShell.Commands;

/// <summary>Registers a service that runs the nodes of a configuration file: a unit of systemd, a daemon of launchd, or a service of Windows.
/// </summary>
/// <remarks>
/// <para>The configuration is checked first. The service starts with the system, and again when it fails; with -Start it starts now, too. If
/// anything fails on the way, what was there before is put back.</para>
/// <para>Registering the same again changes nothing. A registration that differs needs -Force, and a running service has it after its next
/// start, or at once with -Start. Services that were registered by others are never changed.</para>
/// <para>Managing services needs root, on Windows an elevated process; -WhatIf does not. The service runs with only the rights that a node
/// needs; docs/services.md says what is installed where, and how to read its log.</para>
/// </remarks>
/// <example runs="false">
/// <para>Registers a service and starts it; it starts with the system from now on.</para>
/// <code>Register-MyceliumService /etc/mycelium/node.yaml -Start -PassThru</code>
/// </example>
/// <example>
/// <para>Shows what would be done; the file is checked all the same.</para>
/// <code>Register-MyceliumService node.yaml -WhatIf</code>
/// </example>
/// <example>
/// <para>Would register those files of a folder that can be used, each under a name of its own.</para>
/// <code>Test-MyceliumConfiguration *.yaml | Where-Object IsValid | ForEach-Object { $number = 0 } { $number++; $_ | Register-MyceliumService -Name "edge-$number" -WhatIf }</code>
/// </example>
/// <example>
/// <para>Would replace a registration by one that starts only when somebody starts it.</para>
/// <code>Register-MyceliumService -ConfigurationPath node.yaml -Name edge -NoAutoStart -Force -WhatIf</code>
/// </example>
/// <seealso cref="GetMyceliumServiceCommand"/>
/// <seealso cref="UnregisterMyceliumServiceCommand"/>
/// <seealso cref="TestMyceliumPrerequisiteCommand"/>
/// <seealso cref="TestMyceliumConfigurationCommand"/>
/// <seealso>about_Mycelium_Fleet</seealso>
[Cmdlet(VerbsLifecycle.Register, "MyceliumService", SupportsShouldProcess = true)]
[OutputType(typeof(ServiceSnapshot))]
public sealed class RegisterMyceliumServiceCommand : MyceliumServiceCmdlet
{
    /// <summary>The YAML file with the nodes. The service reads it at each start.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Path", "FullName")]
    [ValidateNotNullOrEmpty]
    public string ConfigurationPath { get; set; } = string.Empty;

    /// <summary>Name of the service: 1 to 64 letters, digits, dots, hyphens, underscores. Default: mycelium.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = ServiceRegistration.DefaultName;

    /// <summary>What the service runs: Mycelium.Host or pwsh. Default: the one that runs this command.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Program { get; set; }

    /// <summary>Starts the service now; one that runs in another way is started again.</summary>
    [Parameter]
    public SwitchParameter Start { get; set; }

    /// <summary>Does not start the service with the system.</summary>
    [Parameter]
    public SwitchParameter NoAutoStart { get; set; }

    /// <summary>Replaces a registration that differs.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the service as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForItem(ConfigurationPath, Register);

    private void Register()
    {
        ServiceRegistration registration = ServiceRegistration.Create(Name, FilePath(ConfigurationPath)) with
        {
            StartType = NoAutoStart ? ServiceStartType.Manual : ServiceStartType.Automatic,
            Program = Program is null ? null : FilePath(Program),
            ScriptPath = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(GetType().Assembly.Location)!, "Invoke-Service.ps1"),
        };
        foreach (string warning in registration.Warnings) { WriteWarning(warning); }

        if (!ShouldProcess($"{registration.Name} ({registration.ConfigurationPath})", "Register service")) { return; }

        var progress = new WaitProgress($"Registering service '{registration.Name}'");
        ServiceChange change = Wait(token => Manager.RegisterAsync(registration, Force, Start, token), progress);
        WriteVerbose(change.IsChanged
            ? $"The service '{registration.Name}' is defined in '{change.Service.DefinitionPath}'."
            : $"The service '{registration.Name}' is registered already; nothing was changed.");
        if (PassThru) { WriteObject(change.Service); }
    }
}
