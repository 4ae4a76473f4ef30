using System.Management.Automation;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Deployment;
using Mycelium.Engine.Identity;

namespace Mycelium.PowerShell.Commands;

/// <summary>Checks whether this machine has what a node needs, and says what to do where it has not; nothing is started or changed.</summary>
/// <remarks>A Warning means that the node works with less, such as a userspace tunnel; with a result that is Failed it does not start. A node
/// that runs already has its own port: that is Failed too.</remarks>
/// <example>
/// <para>Checks what Start-MyceliumNode alone needs.</para>
/// <code>Test-MyceliumPrerequisite</code>
/// </example>
/// <example>
/// <para>Checks what a configuration needs, and shows what is missing.</para>
/// <code>Test-MyceliumPrerequisite node.yaml | Where-Object Result -ne Passed | ForEach-Object { "$($_.Message) $($_.Remedy)" }</code>
/// </example>
/// <example>
/// <para>Starts a node only if nothing is in its way.</para>
/// <code>if (Test-MyceliumPrerequisite node.yaml -Quiet) { Start-MyceliumNode -ConfigurationPath node.yaml -Name checked }</code>
/// </example>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso cref="RegisterMyceliumServiceCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsDiagnostic.Test, "MyceliumPrerequisite")]
[OutputType(typeof(Prerequisite), typeof(bool))]
public sealed class TestMyceliumPrerequisiteCommand : MyceliumFileCmdlet
{
    /// <summary>Configuration files of the nodes to be; wildcards are allowed. Default: the node of Start-MyceliumNode alone.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ConfigurationPath", "FullName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Emits only true, if nothing has failed, or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Path is null)
        {
            Show(new NodeOptions { KeyPath = KeyFile.DefaultPath });
            return;
        }

        foreach (string path in Path) { ForItem(path, () => ShowFiles(path)); }
    }

    private void ShowFiles(string path)
    {
        foreach (NodeConfiguration node in Files(path).SelectMany(NodeConfigurationFile.LoadAll)) { Show(node.Options); }
    }

    private void Show(NodeOptions options)
    {
        IReadOnlyList<Prerequisite> results = Wait(_ => Task.FromResult(PrerequisiteCheck.Run(options)));
        if (Quiet) { WriteObject(results.All(item => item.Result != PrerequisiteResult.Failed)); }
        else { WriteObject(results, enumerateCollection: true); }
    }
}
