using System.Xml.Linq;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Formatting;

/// <summary>What the format files say, apart from how it looks.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Theory]
    [InlineData("Mycelium.Engine.Management.NodeSnapshot")]
    [InlineData("Mycelium.Engine.Management.PeerSnapshot")]
    [InlineData("Mycelium.Engine.Management.RouteSnapshot")]
    [InlineData("Mycelium.PowerShell.MyceliumIdentity")]
    public void A_list_shows_every_property_and_a_wide_view_the_one_that_names_the_object(string type)
    {
        string[] properties = _session.Run($"[{type}].GetProperties().Name").Texts;

        string[] listed =
        [
            .. View(type, "ListControl").Descendants("ListItem")
                .Select(item => (item.Element("Label") ?? item.Element("PropertyName"))!.Value.Trim()),
        ];
        string wide = Assert.Single(View(type, "WideControl").Descendants("PropertyName")).Value;

        // A suspected peer is shown so in its state.
        Assert.Empty(properties.Except(listed).Except(["IsSuspect"]));
        Assert.Contains(wide, properties);
    }

    public void Dispose() => _session.Dispose();

    private static XElement View(string type, string control) => Assert.Single(
        Directory.GetFiles(TestPaths.ModuleFolder, "*.format.ps1xml")
            .SelectMany(file => XDocument.Load(file).Descendants("View")),
        view => view.Descendants("TypeName").Any(name => name.Value == type) && view.Element(control) is not null);
}
