using System.Reflection;

namespace Mycelium.Host;

/// <summary>What <c>--help</c> and <c>--version</c> print.</summary>
internal static class HelpText
{
    /// <summary>How to call the executable, and its exit codes.</summary>
    internal const string Usage = """
        Mycelium.Host runs PowerShell scripts and node configurations, with the Mycelium module, where pwsh is not installed.

        Usage:
          Mycelium.Host [options] script.ps1 [argument ...]
          Mycelium.Host [options] -File script.ps1 [argument ...]
          Mycelium.Host [options] -Command text ...
          Mycelium.Host run node.yaml

        Arguments of a script are given as in PowerShell: value, -Name value, -Name:value, -Switch, -Switch:$false.

        Options:
          -File, -f            The next argument is the script; all others are its arguments.
          -Command, -c         All arguments that follow are the command, joined by spaces.
          -NonInteractive      Prompts are errors instead of waiting for input.
          -NoProfile, -NoLogo  Accepted and without effect: there is no profile and no logo.
          -Help, -h, --help    Prints this text.
          -Version, --version  Prints the version.

        Exit codes:
            0  success; also of 'run' once a signal has stopped its node
            1  the script or command failed, or a running node failed
           64  the command line can't be understood, or the script does not exist
           69  run: the node could not be started
           78  run: the configuration can't be read or has mistakes
          130  the script or command was stopped by Ctrl+C (SIGINT)
          143  the script or command was stopped by SIGTERM
          Any other code is the script's own, from 'exit'.

        Keys of node.yaml, all optional; unknown keys are errors:
          name: gateway
          keyFile: gateway.key
          listen: ["tcp://[::]:9651"]
          peers: ["tcp://192.0.2.1:9651"]
          tunnel: { mode: auto, interface: mycelium, mtu: 1400 }
          discovery: { enabled: true, port: 9650, interfaces: [eth0] }
          linkHealth: true
          logLevel: information
        """;

    /// <summary>Name and version of the executable.</summary>
    internal static string Version { get; } =
        $"Mycelium.Host {typeof(HelpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}";
}
