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

    [Fact]
    public void A_narrow_table_of_peers_keeps_times_and_costs()
    {
        XElement[] headers = [.. Views("Mycelium.Engine.Management.PeerSnapshot", "TableControl").Single().Descendants("TableColumnHeader")];

        Assert.Equal("Address", headers[^1].Element("Label")!.Value);
        // Nothing is left for the address, so that it is left out and not broken into pieces.
        Assert.Equal(80, headers[..^1].Sum(header => int.Parse(header.Element("Width")!.Value, CultureInfo.InvariantCulture) + 1));
    }

    public void Dispose() => _session.Dispose();

    private static IEnumerable<XElement> Views(string type, string control) =>
        Directory.GetFiles(TestPaths.ModuleFolder, "*.format.ps1xml")
            .SelectMany(file => XDocument.Load(file).Descendants("View"))
            .Where(view => view.Element(control) is not null && view.Descendants("TypeName").Any(name => name.Value == type));
}
