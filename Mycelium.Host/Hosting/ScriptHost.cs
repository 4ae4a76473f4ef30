using System.Globalization;
using System.Management.Automation.Host;

namespace Mycelium.Host.Hosting;

/// <summary>What the PowerShell engine sees of this executable: a console host without nested prompts.</summary>
internal sealed class ScriptHost : PSHost
{
    private readonly ScriptHostUserInterface _userInterface;

    /// <summary>Makes a host over the streams of a terminal.</summary>
    internal ScriptHost(ScriptHostUserInterface userInterface) => _userInterface = userInterface;

    /// <summary>What the script gave to <c>exit</c>; null if it did not.</summary>
    internal int? RequestedExitCode { get; private set; }

    /// <inheritdoc/>
    public override string Name => "Mycelium.Host";

    /// <inheritdoc/>
    public override Version Version => typeof(ScriptHost).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _userInterface;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no prompt to enter.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no prompt to leave.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
