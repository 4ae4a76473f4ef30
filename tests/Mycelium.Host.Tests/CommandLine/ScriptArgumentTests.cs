using Mycelium.Host.CommandLine;

namespace Mycelium.Host.Tests.CommandLine;

public sealed class ScriptArgumentTests
{
    [Theory]
    [InlineData("value", null, "value", true)]
    [InlineData("", null, "", true)]
    [InlineData("-", null, "-", true)]
    [InlineData("-5", null, "-5", true)]
    [InlineData("-.5", null, "-.5", true)]
    [InlineData("--long", null, "--long", true)]
    [InlineData("a:b", null, "a:b", true)]
    [InlineData("-Name", "Name", null, false)]
    [InlineData("-Name:", "Name", null, false)]
    [InlineData("-Name:value", "Name", "value", true)]
    [InlineData("-Peer:tcp://[::1]:9651", "Peer", "tcp://[::1]:9651", true)]
    [InlineData("-Switch:$true", "Switch", true, true)]
    [InlineData("-Switch:TRUE", "Switch", true, true)]
    [InlineData("-Switch:$false", "Switch", false, true)]
    [InlineData("-Switch:false", "Switch", false, true)]
    [InlineData("-Value:$null", "Value", null, true)]
    public void Reads_names_and_values(string word, string? name, object? value, bool hasValue) =>
        Assert.Equal(new ScriptArgument(name, value, hasValue), ScriptArgument.Parse(word));
}
