using System.Xml.Linq;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Formatting;

/// <summary>What the format files say; the bare engine of PowerShell has no Format-List and Format-Wide to show it.</summary>
public sealed class ViewTests : IDisposable
{
    private const int LeastWrapped = 19;

    private readonly ModuleSession _session = new();

    /// <summary>The types that have a list view.</summary>
    public static TheoryData<string> Listed { get; } =
        [.. AllViews("ListControl").SelectMany(view => view.Descendants("TypeName")).Select(name => name.Value)];

    /// <summary>The names of the table views.</summary>
    public static TheoryData<string> Tables { get; } = [.. AllViews("TableControl").Select(view => view.Element("Name")!.Value)];

    [Theory]
    [MemberData(nameof(Listed))]
    public void Lists_show_every_property(string type)
    {
        XElement view = Assert.Single(Views(type, "ListControl"));

        // Whole objects whose values are properties of the type itself.
        string[] holders = type.Split('.')[^1] switch
        {
            "PeerChange" => ["Peer", "Previous"],
            "RouteChange" => ["Route", "Previous"],
            "NodeConfiguration" => ["Options"],
            _ => [],
        };
        string[] shown = [.. view.Descendants("ListItem").Select(item => (item.Element("PropertyName") ?? item.Element("Label"))!.Value)];
        Assert.Equal(_session.Run($"[{type}].GetProperties().Name").Texts.Except(holders).Order(), shown.Order());
    }

    [Fact]
    public void What_is_watched_measured_and_deployed_has_a_list() => Assert.True(Listed.Count >= 20, $"{Listed.Count}");

    [Theory]
    [InlineData("Mycelium.Engine.Management.NodeSnapshot", "Name")]
    [InlineData("Mycelium.Engine.Management.PeerSnapshot", "Endpoint")]
    [InlineData("Mycelium.Engine.Management.RouteSnapshot", "Subnet")]
    [InlineData("Mycelium.Engine.Management.NodeStatistic", "Node")]
    [InlineData("Mycelium.Engine.Management.NodeEvent", "Message")]
    [InlineData("Mycelium.Engine.Management.PeerChange", "Endpoint")]
    [InlineData("Mycelium.Engine.Management.RouteChange", "Subnet")]
    [InlineData("Mycelium.Engine.Management.RouteHop", "Address")]
    [InlineData("Mycelium.Engine.Management.PathMeasurement", "Destination")]
    [InlineData("Mycelium.Engine.Peering.PeerProbeResult", "Endpoint")]
    [InlineData("Mycelium.Engine.Configuration.NodeConfiguration", "Name")]
    [InlineData("Mycelium.Engine.Deployment.Prerequisite", "Name")]
    [InlineData("Mycelium.Engine.Deployment.ServiceSnapshot", "Name")]
    [InlineData("Mycelium.PowerShell.MyceliumIdentity", "Address")]
    public void Wide_views_show_what_names_the_object(string type, string property)
    {
        XElement view = Assert.Single(Views(type, "WideControl"));

        Assert.Equal(property, view.Descendants("WideItem").Single().Value);
        Assert.Contains(property, _session.Run($"[{type}].GetProperties().Name").Texts);
    }

    [Theory]
    [InlineData("Management.NodeSnapshot", "Name State Address Peers Routes")]
    [InlineData("Management.PeerSnapshot", "Endpoint State Kind RTT (ms) Cost")]
    [InlineData("Management.RouteSnapshot", "Subnet State Metric NextHop")]
    [InlineData("Management.NodeStatistic", "Node Sent Received Forwarded Dropped Waiting Peers")]
    [InlineData("Management.LinkStatistic", "Peer Received Sent Queued")]
    [InlineData("Management.PeerChange", "Time Node Kind State Endpoint")]
    [InlineData("Management.RouteChange", "Time Node Kind Subnet State Metric")]
    [InlineData("Management.RouteHop", "Hop Address RTT (ms) Status")]
    [InlineData("Management.PathMeasurement", "Destination Loss % RTT (ms) Jitter (ms) Rate Mbit/s")]
    [InlineData("Management.NodeEvent", "Time Node Severity Source Message")]
    [InlineData("DataPlane.EchoResult", "Seq Status RTT (ms) Responder")]
    [InlineData("Peering.PeerProbeResult", "Endpoint Reachable RTT (ms) Error")]
    [InlineData("Topology.TopologyNode", "Name State Links Id")]
    [InlineData("Topology.TopologyLink", "To Kind State Cost RTT (ms)")]
    [InlineData("Topology.TopologyRoute", "To Metric Selected NextHop")]
    [InlineData("Deployment.Prerequisite", "Name Result Message")]
    [InlineData("Configuration.NodeConfiguration", "Name Tunnel Listen Peers")]
    [InlineData("Configuration.ConfigurationReport", "Valid Nodes Mistakes ConfigurationPath")]
    public void A_table_of_80_columns_keeps_what_matters(string type, string kept) =>
        Assert.Equal(kept, string.Join(' ', KeptAt80(Views($"Mycelium.Engine.{type}", "TableControl").Single())));

    [Theory]
    [MemberData(nameof(Tables))]
    public void No_table_of_80_columns_breaks_a_column_into_pieces(string name)
    {
        XElement view = AllViews("TableControl").Single(view => view.Element("Name")!.Value == name);
        int[] ends = Ends(view);

        // What fits ends where the screen ends, so nothing is left for the next column; or what is left is enough for wrapped text.
        Assert.True(ends.Contains(80) || ends[^1] <= 80 || KeptAt80(view).Length == ends.Length, string.Join(' ', ends));
        Assert.True(ends[^1] <= 121, string.Join(' ', ends));
    }

    public void Dispose() => _session.Dispose();

    private static string[] KeptAt80(XElement table)
    {
        string[] labels = [.. table.Descendants("TableColumnHeader").Select(header => header.Element("Label")!.Value)];
        int[] ends = Ends(table);
        int whole = ends.Count(end => end <= 80);
        int left = 80 - (whole == 0 ? 0 : ends[whole - 1]);
        bool isWrapped = table.Descendants("Wrap").Any() && whole == labels.Length - 1 && left >= LeastWrapped;
        return labels[..(isWrapped ? labels.Length : whole)];
    }

    /// <summary>Where each column ends with its gap. Columns without a width need what is enough for wrapped text.</summary>
    private static int[] Ends(XElement table)
    {
        int end = 0;
        return [.. table.Descendants("TableColumnHeader").Select(header => end += 1 + ((int?)header.Element("Width") ?? LeastWrapped))];
    }

    private static IEnumerable<XElement> Views(string type, string control) =>
        AllViews(control).Where(view => view.Descendants("TypeName").Any(name => name.Value == type));

    private static IEnumerable<XElement> AllViews(string control) =>
        Directory.GetFiles(TestPaths.ModuleFolder, "*.format.ps1xml")
            .SelectMany(file => XDocument.Load(file).Descendants("View"))
            .Where(view => view.Element(control) is not null);
}
