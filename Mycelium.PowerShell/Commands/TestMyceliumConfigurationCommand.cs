using System.Management.Automation;
using Mycelium.Engine.Configuration;

namespace Mycelium.PowerShell.Commands;

/// <summary>Checks configuration files and tells all mistakes at once, with line and column; nothing is started.</summary>
/// <remarks>A file that has mistakes is not an error of this command: look at IsValid and Problems, or give -Quiet. A file that can't be read
/// is one. The table shows the first ten mistakes, Problems has all: each in a text is path:line:column: message, which editors and build
/// servers turn into a link.</remarks>
/// <example>
/// <para>Checks a file.</para>
/// <code>Test-MyceliumConfiguration node.yaml</code>
/// </example>
/// <example>
/// <para>Writes every mistake of a file on one line, with the path.</para>
/// <code>(Test-MyceliumConfiguration wrong.yaml).Problems | ForEach-Object { "$_" }</code>
/// </example>
/// <example>
/// <para>Checks all files of a folder and names those that can't be used.</para>
/// <code>Test-MyceliumConfiguration *.yaml | Where-Object IsValid -eq $false | ForEach-Object ConfigurationPath</code>
/// </example>
/// <example>
/// <para>Starts a node only if its file is right.</para>
/// <code>if (Test-MyceliumConfiguration node.yaml -Quiet) { Start-MyceliumNode -ConfigurationPath node.yaml -Name checked }</code>
/// </example>
/// <seealso cref="GetMyceliumConfigurationCommand"/>
/// <seealso cref="SetMyceliumConfigurationCommand"/>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso>about_Mycelium_Fleet</seealso>
[Cmdlet(VerbsDiagnostic.Test, "MyceliumConfiguration")]
[OutputType(typeof(ConfigurationReport), typeof(bool))]
public sealed class TestMyceliumConfigurationCommand : MyceliumFileCmdlet
{
    /// <summary>Paths of YAML files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ConfigurationPath", "FullName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Emits only true or false for each file.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path) { ForItem(path, () => Show(path)); }
    }

    private void Show(string path)
    {
        foreach (string file in Files(path))
        {
            ConfigurationReport report = NodeConfigurationFile.Check(file);
            if (Quiet) { WriteObject(report.IsValid); }
            else { WriteObject(report); }
        }
    }
}
