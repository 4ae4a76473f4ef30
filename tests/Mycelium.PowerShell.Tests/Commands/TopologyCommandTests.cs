using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class TopologyCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public TopologyCommandTests() => _session.StartPair();

    [Fact]
    public void Without_a_path_it_gives_objects_of_all_nodes_joined()
    {
        PSObject topology = _session.Run("$t = Export-MyceliumTopology; $t").Single;

        Assert.Equal("2 nodes, 1 link", topology.ToString());
        Assert.Equal(["alpha Own", "beta Own"], _session.Run("$t.Nodes.ForEach{ \"$_ $($_.Kind)\" }").Texts);
        Assert.Equal(["Alive"], _session.Run("$t.Links.State").Texts);
        Assert.Equal(["True"], _session.Run("$t -is [Mycelium.Engine.Topology.NetworkTopology]").Texts);
    }

    [Theory]
    [InlineData("Export-MyceliumTopology -Node alpha", "Own Neighbour")]
    [InlineData("Get-MyceliumNode alpha | Export-MyceliumTopology", "Own Neighbour")]
    [InlineData("Get-MyceliumPeer -Node alpha | Export-MyceliumTopology", "Own Neighbour")]
    [InlineData("Get-MyceliumNode | Export-MyceliumTopology", "Own Own")]
    [InlineData("Export-MyceliumTopology -Node alpha, beta, ALPHA", "Own Own")]
    public void Nodes_are_named_or_piped_in(string script, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', _session.Run($"({script}).Nodes.Kind").Texts));

    [Fact]
    public void Nothing_is_written_where_the_pipeline_brings_nothing() =>
        Assert.Empty(_session.Run("Get-MyceliumNode | Where-Object Name -eq none | Export-MyceliumTopology").Objects);

    [Theory]
    [InlineData("Dot", "// ")]
    [InlineData("Mermaid", "flowchart LR")]
    [InlineData("Html", "<!DOCTYPE html>")]
    public void Without_a_path_a_format_gives_one_text(string format, string beginning)
    {
        string text = _session.Run($"Export-MyceliumTopology -Format {format} -Title 'My <net>'").Single.ToString();

        Assert.StartsWith(beginning, text, StringComparison.Ordinal);
        Assert.Contains("alpha", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map.html", "", "<!DOCTYPE html>")]
    [InlineData("map.gv", "", "// ")]
    [InlineData("map.mermaid", "", "flowchart LR")]
    [InlineData("map.txt", "-Format Dot", "// ")]
    public void A_file_has_the_format_of_its_name_or_that_which_was_asked_for(string name, string more, string beginning)
    {
        Assert.Empty(_session.Run($"Export-MyceliumTopology {name} {more}").Objects);

        Assert.StartsWith(beginning, Read(name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_replaced_only_by_force_and_PassThru_gives_it()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "map.dot"), "mine");

        SessionResult refused = _session.Run("Export-MyceliumTopology map.dot");
        Assert.Equal(["TopologyFileExists"], refused.ErrorIds);
        Assert.Equal("map.dot", refused.Errors[0].TargetObject);
        Assert.Equal("mine", Read("map.dot"));

        Assert.Equal(Path.Combine(_session.Folder, "map.dot"), _session.Run("Export-MyceliumTopology map.dot -Force -PassThru").Single.ToString());
        Assert.Contains("graph mycelium", Read("map.dot"), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_session.Folder, "map*"));
    }

    [Theory]
    [InlineData("Export-MyceliumTopology map.png", "TopologyFormatUnknown")]
    [InlineData("Export-MyceliumTopology map", "TopologyFormatUnknown")]
    [InlineData("Export-MyceliumTopology missing/map.html", "TopologyFileInaccessible")]
    [InlineData("Export-MyceliumTopology map.html -Format Object", "InvalidOption")]
    [InlineData("Export-MyceliumTopology map.html -Node gamma", "NodeNotFound")]
    [InlineData("Get-MyceliumNode | Stop-MyceliumNode; Export-MyceliumTopology map.html", "NoNodeRunning")]
    [InlineData("Export-MyceliumTopology -MaximumNode 0", "ParameterArgumentValidationError")]
    public void What_can_not_be_done_is_an_error_with_its_own_id(string script, string id)
    {
        SessionResult result = _session.Run(script);

        Assert.Equal([id], result.ErrorIds);
        Assert.Empty(Directory.GetFiles(_session.Folder, "map*"));
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        _ = _session.Run("Export-MyceliumTopology map.html -WhatIf").Objects;

        Assert.Empty(Directory.GetFiles(_session.Folder));
    }

    [Fact]
    public void A_limit_leaves_nodes_out_of_texts_but_not_of_objects()
    {
        Assert.Contains("Left out: 1 node", _session.Run("Export-MyceliumTopology -Format Dot -MaximumNode 1").Single.ToString(), StringComparison.Ordinal);
        Assert.Equal(["2"], _session.Run("(Export-MyceliumTopology -MaximumNode 1).Nodes.Count").Texts);
    }

    [Fact]
    public void Nodes_and_formats_are_completed()
    {
        Assert.Equal(["alpha", "beta"], _session.Complete("Export-MyceliumTopology -Node "));
        Assert.Equal(["Object", "Dot", "Mermaid", "Html"], _session.Complete("Export-MyceliumTopology -Format ").Order(StringComparer.Ordinal).OrderBy(text => "ODMH".IndexOf(text[0], StringComparison.Ordinal)));
    }

    [Fact]
    public void Ctrl_C_ends_it_and_leaves_no_file()
    {
        using System.Management.Automation.PowerShell shell = _session.CreateShell(
            "& { Get-MyceliumNode alpha; $waiting.Set(); Wait-MyceliumRoute 400:1::1 -Node alpha -Timeout 3600 } | Export-MyceliumTopology map.html");
        using var waiting = new ManualResetEventSlim();
        _session.Runspace.SessionStateProxy.SetVariable("waiting", waiting);
        IAsyncResult running = shell.BeginInvoke();
        Assert.True(waiting.Wait(TimeSpan.FromSeconds(30)));

        shell.Stop();

        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.Empty(Directory.GetFiles(_session.Folder));
        Assert.Equal(["Running", "Running"], _session.Run("(Get-MyceliumNode).State").Texts);
    }

    public void Dispose() => _session.Dispose();

    private string Read(string name) => File.ReadAllText(Path.Combine(_session.Folder, name));
}
