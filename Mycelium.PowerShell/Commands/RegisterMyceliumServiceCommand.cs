using System.Management.Automation;
using Mycelium.Engine.Deployment;
using Mycelium.PowerShell.Completion;

namespace Mycelium.PowerShell.Commands;

/// <summary>Registers a service that runs the nodes of a configuration file: a unit of systemd, a daemon of launchd, or a service of Windows.
/// </summary>
/// <remarks>
/// <para>The configuration is checked first. The service starts with the system, and again when it fails; with -Start it starts now, too. If
/// anything fails on the way, also a start, what was there before is put back: the former registration, and whether it ran.</para>
/// <para>Registering the same again changes nothing. A registration that differs needs -Force, and a running service has it after its next
/// start, or at once with -Start or -Restart. A service reads its configuration only when it starts: -Restart starts one that runs anew, and
/// leaves one that is stopped alone. Services that were registered by others are never changed.</para>
/// <para>Services that come from Get-MyceliumService keep their names, programs and when they start, if nothing else is given.</para>
/// <para>After Ctrl+C what was there before is put back, too. If that takes long, it goes on while the prompt is there already, and a warning
/// says so.</para>
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
/// <example>
/// <para>Would register all services anew after an update of the module, and start those anew that run.</para>
/// <code>Get-MyceliumService | Register-MyceliumService -Force -Restart -WhatIf</code>
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

    /// <summary>A service as Get-MyceliumService gives it, to be registered anew: its name, its program if that is still there, and when it
    /// starts are kept, unless they are given.</summary>
    [Parameter(ValueFromPipeline = true)]
    public ServiceSnapshot? InputObject { get; set; }

    /// <summary>What the service runs: Mycelium.Host or pwsh. Default: the one that runs this command.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Program { get; set; }

    /// <summary>Starts the service now; one that runs in another way is started again.</summary>
    [Parameter]
    public SwitchParameter Start { get; set; }

    /// <summary>Starts a service that is not stopped anew, also if its registration stays as it is.</summary>
    [Parameter]
    public SwitchParameter Restart { get; set; }

    /// <summary>Stops the service; it stays registered.</summary>
    [Parameter]
    public SwitchParameter Stop { get; set; }

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
        ServiceRegistration registration = Ask();
        foreach (string warning in registration.Warnings) { WriteWarning(warning); }

        Manager.Check(registration, Options);
        if (!ShouldProcess($"{registration.Name} ({registration.ConfigurationPath})", "Register service")) { return; }

        ServiceChange change = Change(registration);
        WriteVerbose(change.IsChanged
            ? $"The service '{registration.Name}' is defined in '{change.Service.DefinitionPath}'."
            : $"The service '{registration.Name}' is registered already; nothing was changed.");
        if (PassThru) { WriteObject(change.Service); }
    }

    private ServiceRegistration Ask()
    {
        bool startsByHand = IsGiven(nameof(NoAutoStart)) ? NoAutoStart : InputObject?.StartType == ServiceStartType.Manual;
        string name = InputObject is null || IsGiven(nameof(Name)) ? Name : InputObject.Name;
        string? program = Program is null ? InputObject?.Program : FilePath(Program);
        return ServiceRegistration.Create(name, FilePath(ConfigurationPath)) with
        {
            StartType = startsByHand ? ServiceStartType.Manual : ServiceStartType.Automatic,
            Program = Program is null && !System.IO.File.Exists(program) ? null : program,
            ScriptPath = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(GetType().Assembly.Location)!, "Invoke-Service.ps1"),
        };
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private RegistrationOptions Options => (Force ? RegistrationOptions.Overwrite : 0) | (Start ? RegistrationOptions.Start : 0)
        | (Restart ? RegistrationOptions.Restart : 0) | (Stop ? RegistrationOptions.Stop : 0);

    private ServiceChange Change(ServiceRegistration registration)
    {
        RegistrationStoppedException? unfinished = null;
        try
        {
            return Wait(
                async token =>
                {
                    try
                    {
                        return await Manager.RegisterAsync(registration, Options, token).ConfigureAwait(false);
                    }
                    catch (RegistrationStoppedException exception)
                    {
                        unfinished = exception;
                        throw;
                    }
                },
                new WaitProgress($"Registering service '{registration.Name}'"));
        }
        catch (PipelineStoppedException) when (unfinished is not null)
        {
            // A pipeline that stops takes no warnings any more.
            Host.UI?.WriteWarningLine(unfinished.Message);
            throw;
        }
    }
}
