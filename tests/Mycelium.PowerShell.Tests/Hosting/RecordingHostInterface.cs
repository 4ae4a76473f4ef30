using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>Writes to a string; answers no questions.</summary>
internal sealed class RecordingHostInterface(int width) : PSHostUserInterface
{
    private readonly StringBuilder _screen = new();

    /// <summary>What was written.</summary>
    internal string Screen => _screen.ToString();

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new RecordingRawInterface(width);

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => true;

    /// <inheritdoc/>
    public override void Write(string value) => _screen.Append(Rendered(value));

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => _screen.Append(Rendered(value));

    /// <inheritdoc/>
    public override void WriteLine(string value) => _screen.Append(Rendered(value)).Append('\n');

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => _screen.Append(Rendered(value)).Append('\n');

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteLine(message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteLine(message);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteLine(message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    /// <inheritdoc/>
    public override string ReadLine() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        throw new NotSupportedException();

    // As every host has to: takes the escapes out where the user wants plain text.
    private string Rendered(string value) => GetOutputString(value, SupportsVirtualTerminal);
}
