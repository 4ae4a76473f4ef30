using Mycelium.Host.CommandLine;

namespace Mycelium.Host.Tests.CommandLine;

public sealed class HostCommandParserTests
{
    [Theory]
    [InlineData("a.ps1", HostMode.File, "a.ps1")]
    [InlineData("-File a.ps1", HostMode.File, "a.ps1")]
    [InlineData("-f a.ps1", HostMode.File, "a.ps1")]
    [InlineData("--file a.ps1", HostMode.File, "a.ps1")]
    [InlineData("-NoProfile -NoLogo -NonInteractive -file a.ps1", HostMode.File, "a.ps1")]
    [InlineData("-File run", HostMode.File, "run")]
    [InlineData("-Command 1 + 1", HostMode.Command, "1 + 1")]
    [InlineData("-c exit 3", HostMode.Command, "exit 3")]
    [InlineData("-c -File x", HostMode.Command, "-File x")]
    [InlineData("run node.yaml", HostMode.Node, "node.yaml")]
    [InlineData("run --help", HostMode.Help, "")]
    [InlineData("--help", HostMode.Help, "")]
    [InlineData("-h", HostMode.Help, "")]
    [InlineData("-?", HostMode.Help, "")]
    [InlineData("--version", HostMode.Version, "")]
    public void Understands_each_form(string words, object mode, string target)
    {
        HostCommand command = HostCommandParser.Parse(words.Split(' '));

        Assert.Equal(((HostMode)mode, target), (command.Mode, command.Target));
    }

    [Theory]
    [InlineData("", "script, -Command or 'run'")]
    [InlineData("-NoProfile", "script, -Command or 'run'")]
    [InlineData("-Colour", "'-Colour'")]
    [InlineData("--colour x", "'--colour'")]
    [InlineData("-", "'-'")]
    [InlineData("-File", "-File needs")]
    [InlineData("-Command", "-Command needs")]
    [InlineData("-Command -", "not supported")]
    [InlineData("run", "'run' needs")]
    [InlineData("run a.yaml b.yaml", "'b.yaml'")]
    [InlineData("run --colour", "'--colour'")]
    public void Says_what_it_does_not_understand(string words, string reason)
    {
        HostCommand command = HostCommandParser.Parse(words.Length == 0 ? [] : words.Split(' '));

        Assert.Equal(HostMode.Invalid, command.Mode);
        Assert.Contains(reason, command.Target, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_path_is_refused()
    {
        Assert.Equal(HostMode.Invalid, HostCommandParser.Parse([""]).Mode);
        Assert.Equal(HostMode.Invalid, HostCommandParser.Parse(["-File", ""]).Mode);
        Assert.Equal(HostMode.Invalid, HostCommandParser.Parse(["run", ""]).Mode);
    }

    [Fact]
    public void What_follows_the_script_is_the_scripts_own()
    {
        HostCommand command = HostCommandParser.Parse(["a.ps1", "-Command", "--help", "run"]);

        Assert.Equal(["Command", null, null], command.Arguments.Select(argument => argument.Name));
        Assert.Equal([null, "--help", "run"], command.Arguments.Select(argument => argument.Value));
    }

    [Fact]
    public void NonInteractive_is_kept()
    {
        Assert.True(HostCommandParser.Parse(["-NonInteractive", "a.ps1"]).NonInteractive);
        Assert.True(HostCommandParser.Parse(["-noninteractive", "-c", "1"]).NonInteractive);
        Assert.False(HostCommandParser.Parse(["a.ps1", "-NonInteractive"]).NonInteractive);
    }
}
