using System.Globalization;
using System.Xml.Linq;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Formatting;

/// <summary>What the format files say; the bare engine of PowerShell has no Format-List and Format-Wide to show it.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Theory]
    [InlineData("Mycelium.Engine.Management.NodeSnapshot")]
    [InlineData("Mycelium.Engine.Management.PeerSnapshot")]
    [InlineData("Mycelium.Engine.Management.RouteSnapshot")]
    [InlineData("Mycelium.Engine.Management.NodeStatistic")]
    [InlineData("Mycelium.Engine.Management.NodeEvent")]
    [InlineData("Mycelium.PowerShell.MyceliumIdentity")]
    public void Lists_show_every_property(string type)
    {
        XElement view = Assert.Single(Views(type, "ListControl"));

        string[] shown = [.. view.Descendants("ListItem").Select(item => (item.Element("PropertyName") ?? item.Element("Label"))!.Value)];
        Assert.Equal(_session.Run($"[{type}].GetProperties().Name").Texts.Order(), shown.Order());
    }

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
    [InlineData("NodeSnapshot", "Name State Address Peers Routes")]
    [InlineData("PeerSnapshot", "Endpoint State Kind RTT (ms) Cost")]
    [InlineData("RouteSnapshot", "Subnet State Metric NextHop")]
    [InlineData("NodeStatistic", "Node Sent Received Forwarded Dropped Waiting Peers")]
    public void A_table_of_80_columns_keeps_what_matters(string type, string kept)
    {
        XElement[] headers = [.. Views($"Mycelium.Engine.Management.{type}", "TableControl").Single().Descendants("TableColumnHeader")];

        // A column of which only a part would fit is broken into pieces; one for which nothing is left goes.
        int[] ends = [.. headers.Select((_, index) => headers[..(index + 1)].Sum(WidthWithGap))];
        Assert.Contains(80, ends);
        Assert.Equal(kept, string.Join(' ', headers.Take(Array.IndexOf(ends, 80) + 1).Select(header => header.Element("Label")!.Value)));
    }

    public void Dispose() => _session.Dispose();

    private static int WidthWithGap(XElement header) => int.Parse(header.Element("Width")!.Value, CultureInfo.InvariantCulture) + 1;

    private static IEnumerable<XElement> Views(string type, string control) =>
        Directory.GetFiles(TestPaths.ModuleFolder, "*.format.ps1xml")
            .SelectMany(file => XDocument.Load(file).Descendants("View"))
            .Where(view => view.Element(control) is not null && view.Descendants("TypeName").Any(name => name.Value == type));
}
