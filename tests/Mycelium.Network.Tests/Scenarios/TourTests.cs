using System.Text.RegularExpressions;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>Runs <c>docs/tour.md</c> line by line, each on the machine that it names.</summary>
public sealed partial class TourTests : NetworkTest
{
    private const string Anna = "192.0.2.10";
    private const string Berta = "192.0.2.20";

    [SkippableFact]
    public async Task Every_line_of_the_tour_does_what_it_says()
    {
        NetworkLab lab = await LabAsync("anna", "berta", "carla");
        LabLink ofAnnaAndBerta = await lab.ConnectAsync("anna", "berta");
        LabLink ofAnnaAndCarla = await lab.ConnectAsync("anna", "carla");
        LabLink ofBertaAndCarla = await lab.ConnectAsync("berta", "carla");
        var addresses = new Dictionary<string, (string Anna, string Berta)>
        {
            ["anna"] = (ofAnnaAndBerta.FirstAddress, ofAnnaAndBerta.SecondAddress),
            ["berta"] = (ofAnnaAndBerta.FirstAddress, ofAnnaAndBerta.SecondAddress),
            ["carla"] = (ofAnnaAndCarla.FirstAddress, ofBertaAndCarla.FirstAddress),
        };
        Dictionary<string, NodeAgent> machines = [];
        foreach (string name in addresses.Keys) { machines[name] = await StartAsync(lab, name); }

        string tour = await File.ReadAllTextAsync(HostProgram.RepositoryFile("docs", "tour.md"));
        Step[] steps = [.. Steps(tour)];
        Assert.Equal(tour.Split("```powershell").Length - 1, steps.Length);
        Assert.NotEmpty(steps);
        foreach (Step step in steps)
        {
            var output = new List<string>();
            foreach (string line in step.Lines)
            {
                string command = line.Replace(Anna, addresses[step.Machine].Anna, StringComparison.Ordinal)
                    .Replace(Berta, addresses[step.Machine].Berta, StringComparison.Ordinal);
                output.AddRange(await machines[step.Machine].InvokeAsync(command));
            }

            string all = string.Join('\n', output);
            Assert.True(all.Contains(step.Expected, StringComparison.Ordinal), $"On {step.Machine}, '{step.Expected}' is not in:\n{all}");
            Assert.DoesNotContain("False", output);
        }
    }

    [SkippableFact]
    public async Task The_first_example_of_Start_MyceliumNode_works_as_it_is_printed()
    {
        NetworkLab lab = await LabAsync("a");
        NodeAgent agent = await StartAsync(lab, "a");
        string example = await agent.InvokeSingleAsync("Import-Module Mycelium; (Get-Help Start-MyceliumNode -Examples).examples.example[0].code");

        Assert.Equal("Start-MyceliumNode", example);
        Assert.Equal("mycelium", await agent.InvokeSingleAsync(example));
        Assert.Equal("Running Tun mycelium", await agent.InvokeSingleAsync("Get-MyceliumNode | % { \"$($_.State) $($_.Tunnel) $($_.InterfaceName)\" }"));
        Assert.True(File.Exists(lab.PathOf(Path.Combine("a", "mycelium", "priv_key.bin"))));
    }

    // In a folder of its own, where its user's data is, too.
    private static async Task<NodeAgent> StartAsync(NetworkLab lab, string name)
    {
        string folder = Directory.CreateDirectory(lab.PathOf(name)).FullName;
        NodeAgent agent = NodeAgent.Start(lab[name], "env", $"XDG_DATA_HOME={folder}");
        await agent.InvokeAsync($"$null = $ExecutionContext.SessionState.Path.SetLocation('{folder}')");
        return agent;
    }

    private static IEnumerable<Step> Steps(string text) => Block().Matches(text).Select(match => new Step(
        match.Groups["machine"].Value,
        match.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        match.Groups["expected"].Value));

    [GeneratedRegex(@"```powershell\n# On (?<machine>\w+)\n(?<lines>(?:(?!```).+\n)+)```\n<!-- expect: (?<expected>.+) -->")]
    private static partial Regex Block();

    private sealed record Step(string Machine, string[] Lines, string Expected);
}
