using System.Management.Automation;
using System.Management.Automation.Host;

namespace Mycelium.Host.Hosting;

/// <summary>Writes what a script says as <c>pwsh</c> does. Any thread may write; lines are never torn.</summary>
internal sealed partial class ScriptHostUserInterface : PSHostUserInterface, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly ProgressLine? _progress;
    private readonly bool _nonInteractive;
    private bool _writesAllAsErrors;

    /// <summary>Makes the user interface of a terminal.</summary>
    /// <param name="terminal">The streams.</param>
    /// <param name="nonInteractive">Whether prompts are errors.</param>
    internal ScriptHostUserInterface(Terminal terminal, bool nonInteractive)
    {
        _terminal = terminal;
        _nonInteractive = nonInteractive;
        _progress = terminal.IsOutputInteractive && terminal.OutputTakesEscapes ? new ProgressLine(terminal.Output, terminal.Width) : null;
        RawUI = new ScriptHostRawUserInterface(terminal);
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; }

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => _terminal.OutputTakesEscapes;

    /// <inheritdoc/>
    public override void Write(string value)
    {
        lock (_lock)
        {
            _progress?.Erase();
            _terminal.Output.Write(GetOutputString(value ?? "", _terminal.OutputTakesEscapes));
            _terminal.Output.Flush();
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(string value)
    {
        if (_writesAllAsErrors) { WriteErrorLine(value); }
        else { Write(value + Environment.NewLine); }
    }

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(Colour(foregroundColor, backgroundColor, value ?? ""));

    /// <inheritdoc/>
    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(Colour(foregroundColor, backgroundColor, value ?? "") + Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteErrorLine(string value)
    {
        if (string.IsNullOrEmpty(value)) { return; }

        lock (_lock)
        {
            _progress?.Erase();
            _terminal.Error.WriteLine(GetOutputString(value, _terminal.ErrorTakesEscapes));
            _terminal.Error.Flush();
        }
    }

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Warning, "WARNING: ", message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Verbose, "VERBOSE: ", message);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Debug, "DEBUG: ", message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_lock) { _progress?.Update(sourceId, record); }
    }

    /// <summary>Sends lines to standard error until the result is disposed: for errors that are formatted outside of a script.</summary>
    internal IDisposable WriteAllAsErrors()
    {
        _writesAllAsErrors = true;
        return new Scope(() => _writesAllAsErrors = false);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private void WriteStyled(string style, string prefix, string message) =>
        WriteLine(_terminal.OutputTakesEscapes ? $"{style}{prefix}{message}{PSStyle.Instance.Reset}" : prefix + message);

    // The colours that the window is assumed to have are not written: the real ones may be others.
    private string Colour(ConsoleColor foreground, ConsoleColor background, string value)
    {
        if (!_terminal.OutputTakesEscapes) { return value; }

        string on = (foreground == RawUI.ForegroundColor ? "" : PSStyle.MapForegroundColorToEscapeSequence(foreground))
            + (background == RawUI.BackgroundColor ? "" : PSStyle.MapBackgroundColorToEscapeSequence(background));
        return on.Length == 0 ? value : on + value + PSStyle.Instance.Reset;
    }

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
