using System.Management.Automation.Language;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Loading;

public sealed class ScriptTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public static TheoryData<string> Scripts
    {
        get
        {
            string[] folders = ["tests/pester", "examples"];
            IEnumerable<string> files = folders
                .Select(folder => TestPaths.Source(folder))
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.GetFiles(folder, "*.ps1", SearchOption.AllDirectories));
            return [.. files.Append(TestPaths.Source("build.ps1")).Select(file => Path.GetRelativePath(TestPaths.Source("."), file))];
        }
    }

    // They run where pwsh is; their grammar, and the parameters of our own commands, can be checked anywhere.
    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_script_of_the_repository_parses_and_uses_parameters_that_exist(string script)
    {
        ScriptBlockAst tree = Parser.ParseFile(TestPaths.Source(script), out _, out ParseError[] errors);

        Assert.Empty(errors);
        foreach (CommandAst command in tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            string name = command.GetCommandName() ?? string.Empty;
            if (!CommandNames.All.Contains(name)) { continue; }

            string[] known = _session.Run($"(Get-Command {name}).Parameters.Keys").Texts;
            Assert.All(
                command.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.Contains(parameter.ParameterName, known));
        }
    }

    public void Dispose() => _session.Dispose();
}
