namespace Mycelium.Host.Tests.Examples;

public sealed class FleetPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Hubs_are_all_connected_and_others_dial_two_of_them()
    {
        Dictionary<string, string[]> plan = Plan("h3,Hub\nh1,Hub\nh2,Hub\na,\nb,\nc,\nd,");

        Assert.Equal([], plan["h1"]);
        Assert.Equal(["tcp://h1:9651"], plan["h2"]);
        Assert.Equal(["tcp://h1:9651", "tcp://h2:9651"], plan["h3"]);
        foreach (string name in new[] { "a", "b", "c", "d" })
        {
            Assert.Equal(2, plan[name].Distinct().Count());
            Assert.All(plan[name], peer => Assert.Contains(peer, new[] { "tcp://h1:9651", "tcp://h2:9651", "tcp://h3:9651" }));
        }
    }

    [Fact]
    public void The_order_of_the_table_does_not_matter()
    {
        Dictionary<string, string[]> one = Plan("h1,Hub\nh2,Hub\nh3,Hub\na,\nb,");
        Dictionary<string, string[]> other = Plan("b,\nh3,Hub\na,\nh2,Hub\nh1,Hub");

        Assert.All(one, pair => Assert.Equal(pair.Value, other[pair.Key]));
    }

    [Fact]
    public void A_new_hub_moves_no_machine_to_another_old_one()
    {
        string machines = string.Concat(Enumerable.Range(0, 40).Select(index => $"\nm{index},"));
        Dictionary<string, string[]> before = Plan("h1,Hub\nh2,Hub\nh3,Hub" + machines);
        Dictionary<string, string[]> after = Plan("h1,Hub\nh2,Hub\nh3,Hub\nh4,Hub" + machines);

        string[] moved = [.. before.Keys.Where(name => !before[name].SequenceEqual(after[name]))];
        Assert.InRange(moved.Length, 10, 30);
        Assert.All(moved, name => Assert.Contains("tcp://h4:9651", after[name]));
        Assert.All(moved, name => Assert.Subset(before[name].ToHashSet(), after[name].Where(peer => peer != "tcp://h4:9651").ToHashSet()));
    }

    [Fact]
    public void Any_hub_may_fail()
    {
        Dictionary<string, string[]> plan = Plan("h1,Hub\nh2,Hub\nh3,Hub\n" + string.Join('\n', Enumerable.Range(0, 20).Select(index => $"m{index},")));

        foreach (string failed in new[] { "h1", "h2", "h3" })
        {
            var reached = new HashSet<string> { failed == "h1" ? "h2" : "h1" };
            int count;
            do
            {
                count = reached.Count;
                foreach ((string name, string[] peers) in plan.Where(pair => pair.Key != failed))
                {
                    foreach (string peer in peers.Select(peer => new Uri(peer).Host).Where(peer => peer != failed))
                    {
                        if (reached.Contains(peer) || reached.Contains(name)) { reached.UnionWith([peer, name]); }
                    }
                }
            }
            while (reached.Count > count);

            Assert.Equal(plan.Count - 1, reached.Count);
        }
    }

    [Fact]
    public void Endpoints_are_those_that_others_can_dial()
    {
        string output = Run("Name,Role,Listen,UnderlayAddress,Peers\n"
            + "h1,Hub,tcp://[::]:1 tcp://10.0.0.1:2,2001:db8::1,\nh2,Hub,tcp://0.0.0.0:3;tcp://[::]:4,192.0.2.1,tcp://192.0.2.9:5");

        Assert.Equal(
            "h1: tcp://[2001:db8::1]:1 tcp://10.0.0.1:2 < \nh2: tcp://192.0.2.1:3 tcp://192.0.2.1:4 < tcp://[2001:db8::1]:1 tcp://192.0.2.9:5\n", output);
    }

    [Theory]
    [InlineData("$(Remove-Item x)")]
    [InlineData("a';b")]
    [InlineData("\"a\"\"b\"")]
    [InlineData("../up")]
    [InlineData("-oProxyCommand=x")]
    [InlineData("a b")]
    [InlineData("`whoami`")]
    public void A_name_that_could_be_anything_else_is_refused(string name)
    {
        Assert.Contains("Row 2: Name '", Problems($"Name\n{name}"), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_a_table_are_told_at_once()
    {
        string problems = Problems("""
            Name,HostName,Transport,UserName,Port,Listen,Role,Tunnel,Folder,Colour
            a,-oProxyCommand=id,FTP,root;id,0,tcp://x,Boss,Wire,relative/path,red
            A,b c,SSH,"x""y",70000,tcp://[::]:0,Hub,Tun,/etc/$(id),
            c,d.example,,,,,,,,
            e,D.example,,,,,,,,
            """);

        Assert.StartsWith("FleetTableInvalid: The table '", problems, StringComparison.Ordinal);
        foreach (string expected in new[]
        {
            "The column 'Colour' is not known", "Row 2: HostName '-oProxyCommand=id'", "Row 2: UserName 'root;id'", "Row 2: Transport 'FTP'",
            "Row 2: Port '0'", "Row 2: 'tcp://x'", "Row 2: Role 'Boss'", "Row 2: Tunnel 'Wire'", "Row 2: Folder 'relative/path'",
            "Row 3: The name 'A' is taken", "Row 3: HostName 'b c'", "Row 3: UserName 'x\"y'", "Row 3: Port '70000'", "Row 3: 'tcp://[::]:0'",
            "Row 5: The machine 'D.example' has a row already",
        })
        {
            Assert.Contains(expected, problems, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_table_of_the_folder_can_be_planned()
    {
        string table = Path.Combine(HostProcess.Example("Fleet"), "machines.csv");

        Assert.Equal(6, Show(table).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private Dictionary<string, string[]> Plan(string rows) => Run("Name,Role\n" + rows)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(": ", 2))
        .ToDictionary(pair => pair[0], pair => pair[1].Split('<')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private string Run(string table) => Show(_folder.Write("machines.csv", table));

    private static string Show(string table) => TestSession.Run($$"""
        Import-Module '{{HostProcess.Example("Fleet/Fleet.psm1")}}'
        Get-FleetPlan -Machine (Import-FleetTable '{{table}}') | ForEach-Object { "$($_.Name): $($_.Endpoints) < $($_.Peers)" }
        """);

    private string Problems(string table) => TestSession.Run($$"""
        Import-Module '{{HostProcess.Example("Fleet/Fleet.psm1")}}'
        try { Import-FleetTable '{{_folder.Write("machines.csv", table)}}' } catch { "$($_.FullyQualifiedErrorId): $_" }
        """);
}
