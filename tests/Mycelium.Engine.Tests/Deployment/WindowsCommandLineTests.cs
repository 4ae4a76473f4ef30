using CsCheck;
using Mycelium.Engine.Deployment;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class WindowsCommandLineTests
{
    private static readonly Gen<string> Hostile = Gen.Char["\\\"\\\" \t%$&|^<>'ä€x"].Array[0, 12].Select(chars => new string(chars));

    // The examples of the documentation of argument parsing.
    [Theory]
    [InlineData("\"a b c\" d e", "a b c|d|e")]
    [InlineData("\"ab\\\"c\" \"\\\\\" d", "ab\"c|\\|d")]
    [InlineData("a\\\\\\b d\"e f\"g h", "a\\\\\\b|de fg|h")]
    [InlineData("a\\\\\\\"b c d", "a\\\"b|c|d")]
    [InlineData("a\\\\\\\\\"b c\" d e", "a\\\\b c|d|e")]
    [InlineData("  x\t y ", "x|y")]
    [InlineData("", "")]
    public void Lines_are_taken_apart_as_Windows_does(string line, string words) =>
        Assert.Equal(words.Split('|', StringSplitOptions.RemoveEmptyEntries), WindowsCommandLine.Split(line));

    [Theory]
    [InlineData(@"C:\Program Files\Mycelium\Mycelium.Host.exe", "\"C:\\Program Files\\Mycelium\\Mycelium.Host.exe\"")]
    [InlineData(@"C:\dir\", "\"C:\\dir\\\\\"")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("", "\"\"")]
    public void Words_are_quoted(string word, string line) => Assert.Equal(line, WindowsCommandLine.Join([word]));

    [Fact]
    public void What_is_joined_comes_apart_again() =>
        Hostile.Array[0, 5].Sample(words => Assert.Equal(words, WindowsCommandLine.Split(WindowsCommandLine.Join(words))));
}
