using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Asks the user for a line.</summary>
[Cmdlet(VerbsCommunications.Read, "Host")]
[OutputType(typeof(string), typeof(System.Security.SecureString))]
public sealed class ReadHostCommand : PSCmdlet
{
    /// <summary>The question; a colon is added.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    /// <summary>Reads without showing the letters, and gives a protected text.</summary>
    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Prompt is not null) { Host.UI.Write(LanguagePrimitives.ConvertTo<string>(Prompt) + ": "); }

        WriteObject(AsSecureString ? Host.UI.ReadLineAsSecureString() : Host.UI.ReadLine());
    }
}
