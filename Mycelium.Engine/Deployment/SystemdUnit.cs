using System.Text;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Deployment;

/// <summary>The text of a unit. Source: systemd.service(5), systemd.exec(5), systemd.syntax(7).</summary>
internal static class SystemdUnit
{
    private const string Marker = "# Registered by Mycelium for PowerShell.";
    private const string Command = "ExecStart=";

    // What systemd can hide. Capabilities for files of other users are not needed there: all that the service reads must be root's.
    private static readonly string[] Homes = ["/home/", "/root/", "/run/user/"];
    private static readonly string[] TemporaryFolders = ["/tmp/", "/var/tmp/"];

    /// <summary>Whether a text is one of ours.</summary>
    internal static bool IsOwn(string? text) => text?.StartsWith(Marker, StringComparison.Ordinal) == true;

    /// <summary>Writes the unit of a service.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/>: systemd can't run a program with such a path.</exception>
    internal static string Write(ServiceRegistration registration, ServiceProgram program)
    {
        if (program.Path.AsSpan().IndexOfAny('"', '\'', '\\') >= 0)
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption,
                $"systemd runs no program whose path has quotes or backslashes, as '{program.Path}' has.",
                "Move the program, or name another one with -Program.");
        }

        string[] paths =
        [
            program.Path, .. program.Arguments, .. registration.KeyFolders.Select(folder => folder + "/"),
            .. program.Trails.Select(trail => trail.RealPath),
        ];
        bool isInHome = paths.Any(path => LiesIn(path, Homes));
        bool isTemporary = paths.Any(path => LiesIn(path, TemporaryFolders));
        string command = string.Join(' ', program.Arguments.Select(Argument).Prepend(Quote(program.Path)));
        string writable = string.Join(' ', registration.KeyFolders.Select(Quote).Prepend("-/proc/sys/net/ipv6/conf"));
        return $"""
            {Marker} Register-MyceliumService -Force writes it anew.
            [Unit]
            Description=Mycelium overlay network ({registration.Name})
            Wants=network-online.target
            After=network-online.target
            StartLimitIntervalSec=0

            [Service]
            Type=notify
            NotifyAccess=main
            {Command}{command}
            StateDirectory={registration.Name}
            WorkingDirectory=%S/{registration.Name}
            Environment=HOME=%S/{registration.Name} POWERSHELL_TELEMETRY_OPTOUT=1
            Restart=on-failure
            RestartSec=2
            RestartSteps=6
            RestartMaxDelaySec=60
            RestartPreventExitStatus=64 78
            TimeoutStopSec=15

            # What a node needs: its interface, its ports, its key. Code is compiled at run time, so memory must become executable.
            CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_BIND_SERVICE
            NoNewPrivileges=yes
            DevicePolicy=closed
            DeviceAllow=/dev/net/tun rw
            ProtectSystem=strict
            ReadWritePaths={writable}
            ProtectHome={(isInHome ? "read-only" : "yes")}
            PrivateTmp={(isTemporary ? "no" : "yes")}
            ProtectKernelTunables=yes
            ProtectKernelModules=yes
            ProtectKernelLogs=yes
            ProtectControlGroups=yes
            ProtectClock=yes
            ProtectHostname=yes
            RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
            RestrictNamespaces=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            LockPersonality=yes
            SystemCallArchitectures=native
            UMask=0077

            [Install]
            WantedBy=multi-user.target

            """.ReplaceLineEndings("\n");
    }

    /// <summary>Reads back what a unit of ours runs.</summary>
    internal static (string Program, string ConfigurationPath) Read(string unit)
    {
        string? line = unit.Split('\n').FirstOrDefault(text => text.StartsWith(Command, StringComparison.Ordinal));
        return line is null || Words(line[Command.Length..]) is not { Count: > 0 } words
            ? (string.Empty, string.Empty)
            : (words[0], words.Count > 1 ? words[^1].Replace("$$", "$", StringComparison.Ordinal) : string.Empty);
    }

    /// <summary>A word in quotes: a backslash escapes itself and the quote, and a specifier begins with a percent sign.</summary>
    internal static string Quote(string text) => $"\"{text
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("%", "%%", StringComparison.Ordinal)}\"";

    /// <summary>As <see cref="Quote"/>; after the program a dollar sign begins the name of a variable.</summary>
    internal static string Argument(string text) => Quote(text).Replace("$", "$$", StringComparison.Ordinal);

    private static bool LiesIn(string path, string[] folders) => folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isInside = false;
        for (int index = 0; index < line.Length; index++)
        {
            switch (line[index])
            {
                case '"':
                    if (isInside) { words.Add(word.ToString()); }

                    word.Clear();
                    isInside = !isInside;
                    break;
                case '\\' or '%' when index + 1 < line.Length:
                    word.Append(line[++index]);
                    break;
                default:
                    word.Append(line[index]);
                    break;
            }
        }

        return words;
    }
}
