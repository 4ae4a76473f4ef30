using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using Mycelium.Host.Hosting;

namespace Mycelium.Host.Tests.Hosting;

public sealed class ScriptHostUserInterfaceTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private string Output => _output.ToString().Replace(Environment.NewLine, "\n", StringComparison.Ordinal);

    [Fact]
    public void Progress_is_one_line_that_goes_before_other_output()
    {
        using ScriptHostUserInterface console = Make(isTerminal: true);

        console.WriteProgress(0, new ProgressRecord(1, "Copying", "half") { PercentComplete = 50 });
        console.WriteLine("text");
        console.WriteProgress(0, new ProgressRecord(1, "Copying", "done") { RecordType = ProgressRecordType.Completed });

        Assert.Equal("Copying: half  50 %\r\u001b[Ktext\n", Output);
    }

    [Fact]
    public void Progress_is_cut_at_the_width_and_an_outer_activity_comes_back()
    {
        using ScriptHostUserInterface console = Make(isTerminal: true);

        console.WriteProgress(0, new ProgressRecord(1, "Outer", new string('x', 100)));
        console.WriteProgress(0, new ProgressRecord(2, "Inner", "y"));
        console.WriteProgress(0, new ProgressRecord(2, "Inner", "y") { RecordType = ProgressRecordType.Completed });

        string cut = "Outer: " + new string('x', 32);
        Assert.Equal($"{cut}\r\u001b[KInner: y\r\u001b[K{cut}", Output);
    }

    [Fact]
    public void Progress_and_colours_are_left_out_where_output_is_redirected()
    {
        using ScriptHostUserInterface console = Make(isTerminal: false);

        console.WriteProgress(0, new ProgressRecord(1, "Copying", "half"));
        console.WriteLine(ConsoleColor.Red, ConsoleColor.Black, "red");
        console.WriteWarningLine("careful");
        console.WriteLine("\u001b[31mescaped\u001b[0m");

        Assert.Equal("red\nWARNING: careful\nescaped\n", Output);
    }

    [Fact]
    public void A_terminal_gets_colours()
    {
        using ScriptHostUserInterface console = Make(isTerminal: true);

        console.Write(ConsoleColor.Red, ConsoleColor.Black, "red");
        console.WriteWarningLine("careful");

        Assert.Equal("\u001b[91mred\u001b[0m\u001b[33;1mWARNING: careful\u001b[0m\n", Output);
    }

    [Fact]
    public void Errors_go_to_standard_error_and_empty_ones_nowhere()
    {
        using ScriptHostUserInterface console = Make(isTerminal: false);

        console.WriteErrorLine("");
        console.WriteErrorLine("broken");

        Assert.Equal(("", "broken\n"), (Output, _error.ToString()));
    }

    [Theory]
    [InlineData("n\n", 1)]
    [InlineData("NO\n", 1)]
    [InlineData("\n", 0)]
    [InlineData("maybe\n?\ny\n", 0)]
    public void A_choice_is_asked_for_until_it_is_one(string input, int expected)
    {
        using ScriptHostUserInterface console = Make(isTerminal: false, input);

        Collection<ChoiceDescription> choices = [new ChoiceDescription("&Yes", "Does it."), new ChoiceDescription("&No")];

        Assert.Equal(expected, console.PromptForChoice("", "Sure?", choices, 0));
    }

    [Fact]
    public void The_end_of_input_ends_a_prompt_with_an_error()
    {
        using ScriptHostUserInterface console = Make(isTerminal: false, "\n");

        Assert.Throws<HostException>(() => console.PromptForChoice("", "Sure?", [new ChoiceDescription("&Yes")], -1));
    }

    [Fact]
    public void Fields_are_converted_to_their_types()
    {
        using ScriptHostUserInterface console = Make(isTerminal: false, "5\na\nb\n\nsecret\n");
        Collection<FieldDescription> fields =
            [Field("Number", typeof(int)), Field("List", typeof(string[])), Field("Word", typeof(SecureString))];

        Dictionary<string, PSObject> answers = console.Prompt("", "", fields);

        Assert.Equal(5, answers["Number"].BaseObject);
        Assert.Equal(new[] { "a", "b" }, answers["List"].BaseObject);
        Assert.Equal(6, Assert.IsType<SecureString>(answers["Word"].BaseObject).Length);
        Assert.Equal("Number: List[0]: List[1]: List[2]: Word: ", Output);
    }

    [Fact]
    public void Nothing_is_asked_when_not_interactive()
    {
        var terminal = new Terminal { Output = _output, Error = _error, Input = new StringReader("y\n") };
        using var console = new ScriptHostUserInterface(terminal, nonInteractive: true);

        Assert.Throws<HostException>(console.ReadLine);
        Assert.Throws<HostException>(() => console.PromptForChoice("", "Sure?", [new ChoiceDescription("&Yes")], 0));
        Assert.Equal("", Output);
    }

    private static FieldDescription Field(string name, Type type)
    {
        var field = new FieldDescription(name);
        field.SetParameterType(type);
        return field;
    }

    private ScriptHostUserInterface Make(bool isTerminal, string input = "") => new(
        new Terminal
        {
            Output = _output,
            Error = _error,
            Input = new StringReader(input),
            IsOutputInteractive = isTerminal,
            OutputTakesEscapes = isTerminal,
            Width = () => 40,
        },
        nonInteractive: false);
}
