using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Help;

/// <summary>Holds that the about topics show only what there is.</summary>
public sealed partial class AboutTopicTests : IDisposable
{
    private const string Indent = "        ";

    private readonly ModuleSession _session = new();

    public static TheoryData<string> Topics { get; } =
    [
        .. Directory.GetFiles(TestPaths.Source("Mycelium.PowerShell", "en-US"), "about_*.help.txt").Select(file => Path.GetFileName(file)),
    ];

    [Fact]
    public void All_topics_are_checked() => Assert.Equal(4, Topics.Count);

    [Theory]
    [MemberData(nameof(Topics))]
    public void Every_command_that_is_named_exists(string topic) => Assert.All(
        CommandName().Matches(Read(topic)).Select(match => match.Value), name => Assert.Contains(name, CommandNames.All));

    [Theory]
    [MemberData(nameof(Topics))]
    public void Code_parses_and_uses_parameters_that_exist(string topic)
    {
        string[] blocks = [.. Blocks(Read(topic)).Where(block => CommandName().IsMatch(block))];
        Assert.NotEmpty(blocks);
        foreach (string block in blocks)
        {
            ScriptBlockAst tree = Parser.ParseInput(block, out _, out ParseError[] errors);
            Assert.True(errors.Length == 0, $"{block}\n{string.Join('\n', errors.Select(error => error.Message))}");
            foreach (CommandAst call in tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
            {
                if (!CommandNames.All.Contains(call.GetCommandName())) { continue; }

                string[] known = _session.Run($"(Get-Command {call.GetCommandName()}).Parameters.Values.ForEach{{ $_.Name; $_.Aliases }}").Texts;
                Assert.All(call.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.Contains(parameter.ParameterName, known));
            }
        }
    }

    public void Dispose() => _session.Dispose();

    private static string Read(string topic) => File.ReadAllText(TestPaths.Source("Mycelium.PowerShell", "en-US", topic)).ReplaceLineEndings("\n");

    // Lines that are indented as code is, one after the other.
    private static IEnumerable<string> Blocks(string text) => text.Split("\n\n")
        .Select(part => string.Join('\n', part.Split('\n').Where(line => line.StartsWith(Indent, StringComparison.Ordinal))));

    [GeneratedRegex(@"\b[A-Z]\w+-Mycelium\w+")]
    private static partial Regex CommandName();
}
