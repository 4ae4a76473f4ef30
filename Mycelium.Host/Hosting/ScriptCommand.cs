using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mycelium.Engine.Deployment;
using Mycelium.Host.CommandLine;

namespace Mycelium.Host.Hosting;

/// <summary>Runs a script or the text of a command and gives the exit code that <c>pwsh</c> would.</summary>
internal static class ScriptCommand
{
    // Dot-sourced, so that a script runs in the global scope, and not by its path, so that 'exit' reaches the host.
    private const string Invocation =
        "param($MyceliumHostScript, $MyceliumHostNamed, $MyceliumHostArguments) "
        + ". $MyceliumHostScript @MyceliumHostNamed @MyceliumHostArguments";

    // The exit code tells whether the last statement succeeded. Two line ends, since a backtick can take one.
    private const string FailureCheck = "\n\nif (-not $?) { exit 1 }";

    // How the engine itself marks the elements of $args that were parameter names.
    private const string ParameterNameMark = "<CommandParameterName>";

    /// <summary>Runs it to its end, stops what is left of it, and returns the exit code of the process.</summary>
    internal static int Run(HostCommand command, Terminal terminal)
    {
        string? path = command.Mode == HostMode.File ? Path.GetFullPath(command.Target) : null;
        if (path is not null && Refuse(path) is { } reason)
        {
            terminal.Error.WriteLine(reason);
            return ExitCode.Usage;
        }

        using var session = new ScriptSession(terminal, command.NonInteractive);
        using var signals = new ShutdownSignals(session.Stop);
        int exitCode = path is null ? RunCommand(session, command.Target) : RunFile(session, path, command.Arguments);
        session.RemoveModule();
        return signals.ExitCode ?? exitCode;
    }

    private static string? Refuse(string path)
    {
        if (!File.Exists(path))
        {
            return $"The argument '{path}' is not recognized as the name of a script file. Check the spelling of the name and the path.";
        }

        // Elsewhere the first line of a file may say what runs it, and no extension is needed.
        return OperatingSystem.IsWindows() && !path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
            ? $"The file '{path}' can't be run: a script has the extension '.ps1'."
            : null;
    }

    private static int RunFile(ScriptSession session, string path, IReadOnlyList<ScriptArgument> arguments)
    {
        ScriptBlockAst script;
        ParseError[] errors;
        try
        {
            script = Parser.ParseFile(path, out _, out errors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            session.Report(new RuntimeException(exception.Message, exception));
            return ExitCode.Failure;
        }

        if (errors.Length > 0) { return Refuse(session, errors); }

        CommandInfo named = session.Name(script.GetScriptBlock(), Path.GetFileName(path));
        bool succeeded = session.Run(Invocation, named, Named(arguments), Positional(arguments)) && !WasRefusedItsArguments(session);
        return session.RequestedExitCode ?? (succeeded ? ExitCode.Success : ExitCode.Failure);
    }

    private static int RunCommand(ScriptSession session, string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, out _, out ParseError[] errors);
        if (errors.Length > 0) { return Refuse(session, errors); }

        bool succeeded = session.Run(HasNamedBlocks(script) ? text : text + FailureCheck);
        return session.RequestedExitCode ?? (succeeded ? ExitCode.Success : ExitCode.Failure);
    }

    private static bool HasNamedBlocks(ScriptBlockAst script) =>
        script.BeginBlock is not null || script.ProcessBlock is not null || script.DynamicParamBlock is not null
        || script.CleanBlock is not null || script.EndBlock is not { Unnamed: true };

    private static int Refuse(ScriptSession session, ParseError[] errors)
    {
        session.Report(new ParseException(errors));
        return ExitCode.Failure;
    }

    // Arguments that don't fit are an error of the invocation, after which it goes on and ends well.
    private static bool WasRefusedItsArguments(ScriptSession session) =>
        session.LastError is { Exception: ParameterBindingException, InvocationInfo: { } place } && place.Line == Invocation;

    private static Hashtable Named(IReadOnlyList<ScriptArgument> arguments)
    {
        var named = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (ScriptArgument argument in arguments)
        {
            if (argument is { Name: not null, HasValue: true }) { named[argument.Name] = argument.Value; }
        }

        return named;
    }

    private static object?[] Positional(IReadOnlyList<ScriptArgument> arguments) =>
        [.. arguments.Where(static argument => argument.Name is null || !argument.HasValue).Select(Splattable)];

    private static object? Splattable(ScriptArgument argument)
    {
        if (argument.Name is null) { return argument.Value; }

        var name = new PSObject("-" + argument.Name);
        name.Properties.Add(new PSNoteProperty(ParameterNameMark, argument.Name));
        return name;
    }
}
