namespace Mycelium.Host.CommandLine;

/// <summary>Understands the command line. Options are those of <c>pwsh</c> that make sense here, and end at the script.</summary>
internal static class HostCommandParser
{
    /// <summary>Reads the words of a command line; what can't be understood gives <see cref="HostMode.Invalid"/>.</summary>
    internal static HostCommand Parse(IReadOnlyList<string> words)
    {
        bool nonInteractive = false;
        for (int index = 0; index < words.Count; index++)
        {
            string[] rest = [.. words.Skip(index + 1)];
            switch (OptionName(words[index]))
            {
                case null when words[index] == "run":
                    return Node(rest);
                case null:
                    return Script(words[index], rest) with { NonInteractive = nonInteractive };
                case "NOPROFILE" or "NOLOGO":
                    break;
                case "NONINTERACTIVE":
                    nonInteractive = true;
                    break;
                case "HELP" or "H" or "?":
                    return new HostCommand(HostMode.Help);
                case "VERSION":
                    return new HostCommand(HostMode.Version);
                case "FILE" or "F":
                    return File(rest) with { NonInteractive = nonInteractive };
                case "COMMAND" or "C":
                    return Command(rest) with { NonInteractive = nonInteractive };
                default:
                    return Invalid($"The option '{words[index]}' is not known.");
            }
        }

        return Invalid("A script, -Command or 'run' is needed.");
    }

    // Null: not an option. One or two dashes are the same.
    private static string? OptionName(string word) => word switch
    {
        ['-', '-', _, ..] => word[2..].ToUpperInvariant(),
        ['-', _, ..] => word[1..].ToUpperInvariant(),
        "-" => "-",
        _ => null,
    };

    private static HostCommand File(string[] rest) => rest is [var path, .. var arguments]
        ? Script(path, arguments)
        : Invalid("-File needs the path of a script.");

    private static HostCommand Script(string path, string[] arguments) => path.Length == 0
        ? Invalid("The path of the script is empty.")
        : new HostCommand(HostMode.File, path) { Arguments = [.. arguments.Select(ScriptArgument.Parse)] };

    private static HostCommand Command(string[] rest) => rest switch
    {
        [] => Invalid("-Command needs the text of a command."),
        ["-"] => Invalid("-Command - is not supported; give the text itself or a script file."),
        _ => new HostCommand(HostMode.Command, string.Join(' ', rest)),
    };

    private static HostCommand Node(string[] rest) => rest switch
    {
        ["--help" or "-help" or "-h"] => new HostCommand(HostMode.Help),
        [['-', ..] option, ..] => Invalid($"The option '{option}' of 'run' is not known."),
        [{ Length: > 0 } path] => new HostCommand(HostMode.Node, path),
        [] or [""] => Invalid("'run' needs the path of a configuration, such as 'run node.yaml'."),
        _ => Invalid($"'run' takes one configuration; '{rest[1]}' is one argument too many."),
    };

    private static HostCommand Invalid(string reason) => new(HostMode.Invalid, reason);
}
