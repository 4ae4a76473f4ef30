using System.Management.Automation;
using System.Reflection;
using Mycelium.PowerShell.Tests.Hosting;
using Mycelium.PowerShell.Tests.Surface;
using Xunit;

namespace Mycelium.PowerShell.Tests.Help;

public sealed class HelpFileTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public static TheoryData<string> Commands { get; } = [.. CommandNames.All];

    public static TheoryData<string, int> RunnableExamples
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach ((string type, int number, CommandExample example) in new CommandDocumentation().AllExamples)
            {
                if (example.IsRun) { data.Add(type.Split('.')[^1], number); }
            }

            return data;
        }
    }

    [Fact]
    public void The_help_file_is_what_the_sources_say()
    {
        CmdletInfo[] commands = [.. _session.Run("Get-Command -Module Mycelium").Objects.Select(item => (CmdletInfo)item.BaseObject)];

        string help = new MamlWriter(new CommandDocumentation()).Write(commands);

        ApprovedFile.Verify(TestPaths.Source("Mycelium.PowerShell", "en-US", "Mycelium.PowerShell.dll-Help.xml"), help);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_a_synopsis_a_description_and_three_examples_that_run(string command)
    {
        PSObject help = _session.Run($"Get-Help {command} -Full").Single;

        Assert.EndsWith(".", help.Text("Synopsis").Trim(), StringComparison.Ordinal);
        Assert.NotEmpty(_session.Run($"(Get-Help {command} -Full).description.Text").Texts);
        string[] codes = _session.Run($"(Get-Help {command} -Full).examples.example.code").Texts;
        var info = (CmdletInfo)_session.Run($"Get-Command {command}").Single.BaseObject;
        int run = new CommandDocumentation().Examples(info.ImplementingType).Count(example => example.IsRun);
        Assert.True(run >= 3, $"{command} has {run} examples that are run.");
        Assert.All(codes, code => Assert.False(string.IsNullOrWhiteSpace(code)));
        string[] introductions = _session.Run($"(Get-Help {command} -Full).examples.example.remarks.Text").Texts;
        Assert.Equal(codes.Length, introductions.Count(text => text.Trim().EndsWith('.')));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_parameter_has_a_text_and_no_text_is_for_another(string command)
    {
        string[] real = _session.Run($$"""
            (Get-Command {{command}}).Parameters.Keys.Where{ $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }
            """).Texts;

        string[] documented = _session.Run($$"""
            (Get-Help {{command}} -Full).parameters.parameter.Where{ "$($_.description.Text)".Trim().Length -gt 10 }.name
            """).Texts;

        Assert.Equal(real.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Inputs_are_the_parameters_that_the_pipeline_binds(string command)
    {
        Type type = ((CmdletInfo)_session.Run($"Get-Command {command}").Single.BaseObject).ImplementingType;
        IEnumerable<string> bound =
            from property in type.GetProperties()
            let uses = property.GetCustomAttributes<ParameterAttribute>().ToArray()
            let byValue = uses.Any(use => use.ValueFromPipeline)
            let byName = uses.Any(use => use.ValueFromPipelineByPropertyName)
            where byValue || byName
            let parameterType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType
            select $"{parameterType} -{property.Name} {byValue} {byName}";

        string[] documented = _session.Run($$"""
            foreach ($input in (Get-Help {{command}} -Full).inputTypes.inputType) {
                foreach ($text in $input.description.Text) {
                    "$($input.type.name) $($text.Split(':')[0]) $($text.Contains('itself')) $($text.Contains('property'))"
                }
            }
            """).Texts;

        Assert.Equal(bound.DefaultIfEmpty("None Nothing can be piped to this command. False False").Order(), documented.Order());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Outputs_are_named_and_those_of_ours_described(string command)
    {
        string[] outputs = _session.Run($$"""
            (Get-Help {{command}} -Full).returnValues.returnValue | ForEach-Object { "$($_.type.name): $($_.description.Text)" }
            """).Texts;

        Assert.NotEmpty(outputs);
        Assert.All(outputs, output => Assert.True(!output.StartsWith("Mycelium.", StringComparison.Ordinal) || output.EndsWith('.'), output));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Related_links_lead_to_other_commands_and_to_a_topic(string command)
    {
        string[] topics = [.. Directory.EnumerateFiles(Path.Combine(TestPaths.ModuleFolder, "en-US"), "about_*")
            .Select(path => Path.GetFileName(path).Split('.')[0])];

        string[] links = _session.Run($"(Get-Help {command} -Full).relatedLinks.navigationLink.linkText").Texts;

        Assert.True(links.Length >= 2, string.Join(", ", links));
        Assert.All(links, link => Assert.Contains(link, CommandNames.All.Except([command]).Concat(topics)));
        Assert.Contains(links, topics.Contains);
        Assert.Equal(links.Distinct(), links);
    }

    [Theory]
    [InlineData("about_Mycelium", "Runs nodes of a Mycelium overlay network inside PowerShell.")]
    [InlineData("about_Mycelium_Security", "What the network protects, what it does not, and how keys are kept.")]
    [InlineData("about_Mycelium_Routing", "How nodes find ways to each other, and how to see and steer them.")]
    [InlineData("about_Mycelium_Fleet", "Runs many nodes: several on one machine, or one on each of many machines.")]
    public void About_topics_are_found(string topic, string description)
    {
        string text = _session.Run($"Get-Help {topic}").Single.ToString()!;

        Assert.Contains(description, text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Theory]
    [MemberData(nameof(RunnableExamples))]
    public void Every_example_runs(string type, int number)
    {
        CommandExample example = new CommandDocumentation().AllExamples
            .Single(item => item.TypeName.EndsWith("." + type, StringComparison.Ordinal) && item.Number == number)
            .Example;
        _session.StartPair();
        SampleFiles.Write(_session);

        SessionResult result = _session.Run(example.Code);

        bool silences = example.Code.Contains("-ErrorAction SilentlyContinue", StringComparison.Ordinal);
        Assert.True(silences || result.Errors.Count == 0, string.Join("\n", result.Errors));
    }

    public void Dispose() => _session.Dispose();
}
