using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Mycelium.Host.Cmdlets;

namespace Mycelium.Host.Hosting;

/// <summary>One PowerShell runspace whose output goes to a terminal. One thread runs it; any thread may stop it.</summary>
internal sealed class ScriptSession : IDisposable
{
    private const string ModuleName = "Mycelium";

    private readonly Lock _lock = new();
    private readonly ScriptHostUserInterface _userInterface;
    private readonly ScriptHost _host;
    private readonly Runspace _runspace;
    private PowerShell? _running;
    private bool _isStopped;

    /// <summary>Opens a runspace with the supplementary cmdlets, in which the Mycelium module loads at its first use.</summary>
    internal ScriptSession(Terminal terminal, bool nonInteractive)
    {
        _userInterface = new ScriptHostUserInterface(terminal, nonInteractive);
        _host = new ScriptHost(_userInterface);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        SupplementaryCmdlets.AddTo(state);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
        PutModulesOnPath(Path.Combine(AppContext.BaseDirectory, "Modules"));
    }

    /// <summary>What the script gave to <c>exit</c>; null if it did not.</summary>
    internal int? RequestedExitCode => _host.RequestedExitCode;

    /// <summary>The error that came last: <c>$Error[0]</c>; null if there was none.</summary>
    internal ErrorRecord? LastError => _runspace.SessionStateProxy.GetVariable("Error") is ArrayList { Count: > 0 } errors
        ? errors[0] as ErrorRecord
        : null;

    /// <summary>Gives a script a name, by which errors call it, without leaving a command of that name behind.</summary>
    internal CommandInfo Name(ScriptBlock script, string name)
    {
        string path = "function:" + WildcardPattern.Escape(name);
        SessionStateProxy proxy = _runspace.SessionStateProxy;
        proxy.InvokeProvider.Item.Set(path, script);
        CommandInfo function = proxy.InvokeCommand.GetCommand(WildcardPattern.Escape(name), CommandTypes.Function);
        proxy.InvokeProvider.Item.Remove(path, recurse: false);
        return function;
    }

    /// <summary>Runs a text with everything that it writes formatted to the terminal. An error that ends it is shown.</summary>
    /// <returns>False if an error ended it or it was stopped.</returns>
    internal bool Run(string script, params IReadOnlyList<object> arguments)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object argument in arguments) { shell.AddArgument(argument); }

        shell.Commands.AddCommand(new Command("Out-Default")
        {
            MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output,
        });
        if (!TryBegin(shell)) { return false; }

        try
        {
            shell.Invoke();
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException exception)
        {
            Report(exception);
            return false;
        }
        finally
        {
            lock (_lock) { _running = null; }
        }
    }

    /// <summary>Shows an error as PowerShell shows those of scripts.</summary>
    internal void Report(RuntimeException exception)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        using (_userInterface.WriteAllAsErrors()) { shell.AddCommand("Out-Default").Invoke(new[] { exception.ErrorRecord }); }
    }

    /// <summary>Stops what runs, and whatever would run next; <c>finally</c> blocks still run.</summary>
    internal void Stop()
    {
        _userInterface.CancelPrompts();
        lock (_lock)
        {
            _isStopped = true;
            _running?.BeginStop(null, null);
        }
    }

    /// <summary>Removes the Mycelium module if it was loaded, which stops every node that still runs; no word of that, as when pwsh ends.
    /// </summary>
    internal void RemoveModule()
    {
        _runspace.SessionStateProxy.SetVariable("WarningPreference", ActionPreference.SilentlyContinue);
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddCommand("Get-Module").AddParameter("Name", ModuleName).AddCommand("Remove-Module").AddParameter("Force").Invoke();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runspace.Dispose();
        _userInterface.Dispose();
    }

    private bool TryBegin(PowerShell shell)
    {
        lock (_lock)
        {
            if (_isStopped) { return false; }

            _running = shell;
            return true;
        }
    }

    // The engine has added its own folders by now; ours goes before them.
    private static void PutModulesOnPath(string folder)
    {
        string? others = Environment.GetEnvironmentVariable("PSModulePath");
        Environment.SetEnvironmentVariable(
            "PSModulePath", string.IsNullOrEmpty(others) ? folder : folder + Path.PathSeparator + others);
    }
}
