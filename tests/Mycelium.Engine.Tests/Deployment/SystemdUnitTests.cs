using System.Diagnostics;
using System.Text;
using CsCheck;
using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class SystemdUnitTests : IDisposable
{
    // What has a meaning in a unit, and what is near to it.
    private static readonly Gen<string> Hostile = Gen.Char[" \"'\\%$;#=[]{}~*?&|<>`!@:-ä€n0x\t"].Array[1, 12].Select(chars => new string(chars));

    private readonly ConfigurationFolder _folder = new();

    [Fact]
    public void A_unit_has_only_the_rights_that_a_node_needs()
    {
        _folder.Write("node.yaml", "keyFile: /etc/mycelium/keys/node.key\n");
        ServiceRegistration registration = _folder.Register();

        Assert.Equal(
            """
            # Registered by Mycelium for PowerShell. Register-MyceliumService -Force writes it anew.
            [Unit]
            Description=Mycelium overlay network (edge)
            Wants=network-online.target
            After=network-online.target
            StartLimitIntervalSec=0

            [Service]
            Type=notify
            NotifyAccess=main
            ExecStart="/opt/mycelium/Mycelium.Host" "run" "/etc/mycelium/node.yaml"
            StateDirectory=edge
            WorkingDirectory=%S/edge
            Environment=HOME=%S/edge POWERSHELL_TELEMETRY_OPTOUT=1
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
            ReadWritePaths=-/proc/sys/net/ipv6/conf "/etc/mycelium/keys"
            ProtectHome=yes
            PrivateTmp=yes
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

            """.ReplaceLineEndings("\n"),
            SystemdUnit.Write(registration, new ServiceProgram(RecordedSystem.Host, ["run", "/etc/mycelium/node.yaml"])));
    }

    [Theory]
    [InlineData("/home/user/Mycelium.Host")]
    [InlineData("/root/Mycelium.Host")]
    public void What_lies_in_a_home_can_be_read(string program)
    {
        string[] lines = Write(program).Split('\n');

        Assert.Contains("ProtectHome=read-only", lines);
        Assert.Contains("CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_BIND_SERVICE", lines);
    }

    [Fact]
    public void What_a_link_leads_to_in_a_home_can_be_read()
    {
        var system = new RecordedSystem();
        system.Links["/opt"] = "/root/opt";
        _folder.Write("node.yaml", "keyFile: /etc/mycelium/keys/node.key\n");
        ServiceRegistration registration = _folder.Register();

        string unit = SystemdUnit.Write(registration, ServiceProgram.Resolve(registration, system));

        Assert.Contains("ProtectHome=read-only", unit.Split('\n'));
    }

    [Theory]
    [InlineData("/tmp/Mycelium.Host", "PrivateTmp=no")]
    [InlineData("/var/tmp/Mycelium.Host", "PrivateTmp=no")]
    [InlineData("/tmpfiles/Mycelium.Host", "PrivateTmp=yes")]
    public void What_lies_in_a_temporary_folder_is_not_hidden(string program, string line)
    {
        _folder.Write("node.yaml", "keyFile: /etc/mycelium/keys/node.key\n");

        Assert.Contains(line, SystemdUnit.Write(_folder.Register(), new ServiceProgram(program, ["run", "/etc/node.yaml"])).Split('\n'));
    }

    [Theory]
    [InlineData("/opt/a\"b")]
    [InlineData("/opt/a'b")]
    [InlineData(@"/opt/a\b")]
    public void A_program_that_systemd_would_refuse_is_refused_first(string program) =>
        Assert.Equal(MyceliumErrorId.InvalidOption, Assert.Throws<MyceliumException>(() => Write(program)).ErrorId);

    [Fact]
    public void Hostile_words_reach_the_program_as_they_are() => Hostile.Select(Hostile).Sample((program, configuration) =>
    {
        program = string.Concat(program.Where(c => c is not ('"' or '\'' or '\\')));
        string unit = SystemdUnit.Write(_folder.Register(), new ServiceProgram("/" + program, ["run", "/" + configuration]));
        string line = unit.Split('\n').Single(text => text.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..];

        Assert.Equal(["/" + program, "run", "/" + configuration], WordsOfSystemd(line));
        Assert.Equal(("/" + program, "/" + configuration), SystemdUnit.Read(unit));
    });

    [Fact]
    public void A_unit_of_others_is_not_ours()
    {
        Assert.True(SystemdUnit.IsOwn(Write(RecordedSystem.Host)));
        Assert.False(SystemdUnit.IsOwn("[Unit]\nDescription=Mycelium\n"));
        Assert.False(SystemdUnit.IsOwn(""));
        Assert.False(SystemdUnit.IsOwn(null));
        Assert.Equal(("", ""), SystemdUnit.Read("[Unit]\n"));
    }

    [SkippableTheory]
    [InlineData("Mycelium.Host")]
    [InlineData("a b $HOME %n ${x}")]
    public void Systemd_finds_nothing_wrong_with_a_unit(string program)
    {
        Skip.IfNot(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        string path = _folder.WriteProgram(program, "#!/bin/sh\n");
        string unit = _folder.Write("edge.service", Write(path));

        (int exitCode, string output) = Analyze("verify", "--man=no", unit);

        // Known since version 254; older ones ignore them, and say so.
        IEnumerable<string> complaints = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("'RestartSteps'", StringComparison.Ordinal) && !line.Contains("'RestartMaxDelaySec'", StringComparison.Ordinal));
        Assert.Empty(complaints);
        Assert.Equal(0, exitCode);
    }

    [SkippableFact]
    public void Systemd_takes_a_unit_for_safe()
    {
        Skip.IfNot(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        string unit = _folder.Write("edge.service", Write("/bin/sh"));

        (int exitCode, string output) = Analyze("security", "--offline=yes", "--threshold=50", "--no-pager", unit);

        Assert.True(exitCode == 0, output);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string program) =>
        SystemdUnit.Write(_folder.Register(), new ServiceProgram(program, ["run", _folder.File]));

    private static (int ExitCode, string Output) Analyze(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    // As systemd.syntax(7) and systemd.service(5) describe it: quoting and escapes, then specifiers, then variables, but not of the program.
    private static List<string> WordsOfSystemd(string line)
    {
        var words = new List<string>();
        int at = 0;
        while (at < line.Length)
        {
            Assert.Equal('"', line[at++]);
            var word = new StringBuilder();
            while (line[at] != '"')
            {
                if (line[at] == '\\')
                {
                    at++;
                    Assert.Contains(line[at], "\\\"");
                }

                word.Append(line[at++]);
            }

            at++;
            Assert.True(at == line.Length || line[at] == ' ');
            at++;
            words.Add(Halved(word.ToString(), '%'));
        }

        return [words[0], .. words.Skip(1).Select(word => Halved(word, '$'))];
    }

    private static string Halved(string text, char sign)
    {
        string[] parts = text.Split(new string(sign, 2));
        Assert.All(parts, part => Assert.DoesNotContain(sign, part));
        return string.Join(sign, parts);
    }
}
