using Mycelium.Engine;
using Mycelium.Host.CommandLine;
using Mycelium.Host.Hosting;

namespace Mycelium.Host;

/// <summary>Entry point: reads the command line and hands over.</summary>
internal static class Program
{
    /// <summary>Runs what the command line says; returns one of <see cref="ExitCode"/> or the script's own code.</summary>
    internal static int Main(string[] arguments)
    {
        // The PowerShell engine reads this once, when its first type is loaded.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        HostCommand command = HostCommandParser.Parse(arguments);
        switch (command.Mode)
        {
            case HostMode.Help:
                Console.Out.WriteLine(HelpText.Usage);
                return ExitCode.Success;
            case HostMode.Version:
                Console.Out.WriteLine(HelpText.Version);
                return ExitCode.Success;
            case HostMode.Node:
                return NodeService.Run(command.Target);
            case HostMode.Invalid:
                Console.Error.WriteLine(command.Target);
                Console.Error.WriteLine("Run 'Mycelium.Host --help' for what is allowed.");
                return ExitCode.Usage;
            default:
                return ScriptCommand.Run(command, Terminal.ForProcess());
        }
    }
}
