using System.Text.Json.Nodes;
using Mycelium.Engine.Topology;
using Mycelium.Simulation.Browsing;
using Mycelium.Simulation.Running;
using Mycelium.Simulation.Scenarios;
using Xunit;

namespace Mycelium.Simulation.Tests;

/// <summary>The page in a real browser, from a file, without a network.</summary>
public sealed class TopologyPageTests : IClassFixture<BrowserFixture>, IDisposable
{
    private static readonly Lazy<NetworkTopology> Network = new(() => TopologyRun.Run(30, TopologyKind.ScaleFree, seed: 1));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-page-");
    private readonly Browser? _browser;

    public TopologyPageTests(BrowserFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        _browser = fixture.Browser;
    }

    [SkippableFact]
    public async Task The_page_draws_everything_asks_for_nothing_and_has_no_errors()
    {
        BrowserPage page = await OpenAsync(Network.Value);

        Assert.Equal("30", await page.TextAsync("document.querySelectorAll('#nodes .node').length"));
        Assert.Equal($"{Network.Value.Links.Count}", await page.TextAsync("document.querySelectorAll('#links .link').length"));
        Assert.Contains("30 nodes", await page.TextAsync("document.getElementById('summary').textContent"), StringComparison.Ordinal);
        Assert.Equal("true", await page.TextAsync("""
            [...document.querySelectorAll('#nodes .node .body')].every(node => {
              const { x, y, width, height } = node.getBoundingClientRect();
              const map = document.getElementById('map').getBoundingClientRect();
              return width > 4 && x >= map.x && y >= map.y && x + width <= map.right && y + height <= map.bottom;
            })
            """));
        Assert.Equal([new Uri(PagePath).AbsoluteUri], page.Requests.Distinct());
        Assert.Empty(page.Problems);
    }

    [SkippableFact]
    public async Task What_the_page_would_load_is_refused_and_would_be_seen()
    {
        BrowserPage page = await OpenAsync(Network.Value);

        await page.EvaluateAsync("fetch('http://192.0.2.1/').catch(() => 0)");
        await page.EvaluateAsync("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.evil = 1' }))");

        Assert.Equal("undefined", await page.TextAsync("typeof window.evil"));
        Assert.NotEmpty(page.Problems);
    }

    [SkippableFact]
    public async Task A_node_is_reached_and_selected_with_keys_alone()
    {
        BrowserPage page = await OpenAsync(Network.Value);
        const string Focused = "document.activeElement.dataset.index";
        for (int i = 0; i < 12 && await page.TextAsync(Focused) == "undefined"; i++) { await page.PressAsync("Tab"); }

        string first = await page.TextAsync(Focused);
        Assert.NotEqual("undefined", first);
        foreach (string key in (string[])["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) { await page.PressAsync(key); }

        Assert.NotEqual("undefined", await page.TextAsync(Focused));
        Assert.Equal("true", await page.TextAsync("document.activeElement.matches(':focus-visible')"));
        Assert.NotEqual("none", await page.TextAsync("getComputedStyle(document.activeElement.querySelector('.halo')).stroke"));
        await page.PressAsync("Home");
        await page.PressAsync("ArrowRight");
        Assert.NotEqual("0", await page.TextAsync(Focused));
        string name = await page.TextAsync("document.activeElement.getAttribute('aria-label').split(',')[0]");

        await page.PressAsync("Enter");

        Assert.Equal(name, await page.TextAsync("document.getElementById('panel-title').textContent"));
        Assert.Equal("true", await page.TextAsync("document.activeElement.getAttribute('aria-pressed')"));
        TopologyNode node = Network.Value.Nodes.Single(known => known.Name == name);
        string panel = await page.TextAsync("document.getElementById('panel').textContent");
        Assert.Contains($"{node.Address}", panel, StringComparison.Ordinal);
        Assert.Contains($"Links, {node.LinkCount}", panel, StringComparison.Ordinal);
        await page.PressAsync("Escape");
        Assert.Equal("0", await page.TextAsync("document.querySelectorAll('.node.selected, #panel-title').length"));
    }

    [SkippableFact]
    public async Task Keys_and_buttons_zoom_and_show_all_again()
    {
        BrowserPage page = await OpenAsync(Network.Value);
        const string Scene = "document.getElementById('scene').getAttribute('transform')";
        string before = await page.TextAsync(Scene);

        await page.PressAsync("+");
        string larger = await page.TextAsync(Scene);
        await page.PressAsync("-");
        await page.PressAsync("-");
        string smaller = await page.TextAsync(Scene);
        await page.PressAsync("0");

        Assert.Equal(4, new HashSet<string> { before, larger, smaller, "other" }.Count);
        Assert.Equal(before, await page.TextAsync(Scene));
        await page.EvaluateAsync("document.getElementById('zoom-in').click()");
        Assert.Equal(larger, await page.TextAsync(Scene));
    }

    [SkippableFact]
    public async Task A_click_selects_a_node_and_the_way_to_another_is_drawn()
    {
        BrowserPage page = await OpenAsync(Network.Value);
        TopologyRoute route = Network.Value.Routes.First(known => known.IsSelected && known.NextHop != known.To);
        (double fromX, double fromY) = await PlaceAsync(page, route.From);
        (double toX, double toY) = await PlaceAsync(page, route.To);

        await page.ClickAsync(fromX, fromY);
        Assert.Equal(Name(route.From), await page.TextAsync("document.getElementById('panel-title').textContent"));
        await page.MoveAsync(toX, toY);

        string way = await page.TextAsync("document.getElementById('hint').textContent");
        Assert.StartsWith($"{Name(route.From)} \u2192 {Name(route.NextHop)} \u2192 ", way, StringComparison.Ordinal);
        Assert.EndsWith($"{Name(route.To)}, metric {route.Metric}", way, StringComparison.Ordinal);
        Assert.Equal($"{way.Count(letter => letter == '\u2192')}", await page.TextAsync("document.querySelectorAll('#way .way').length"));
    }

    [SkippableFact]
    public async Task Search_leaves_what_matches_and_selects_the_first()
    {
        BrowserPage page = await OpenAsync(Network.Value);
        TopologyNode node = Network.Value.Nodes[3];

        await page.PressAsync("/");
        foreach (char letter in node.Name!) { await page.PressAsync(letter.ToString()); }

        Assert.Equal("1 of 30", await page.TextAsync("document.getElementById('matches').textContent"));
        Assert.Equal("29", await page.TextAsync("document.querySelectorAll('.node.faded').length"));
        await page.PressAsync("Enter");
        Assert.Equal(node.Name, await page.TextAsync("document.getElementById('panel-title').textContent"));
        await page.EvaluateAsync("document.getElementById('show-table').click()");
        Assert.Equal("1", await page.TextAsync("document.querySelector('#table-view table').tBodies[0].rows.length"));
        await page.PressAsync("/");
        await page.PressAsync("Escape");
        Assert.Equal("30", await page.TextAsync("document.querySelector('#table-view table').tBodies[0].rows.length"));
        Assert.Equal($"{Network.Value.Links.Count}", await page.TextAsync("document.querySelectorAll('#table-view table')[1].tBodies[0].rows.length"));
    }

    [SkippableFact]
    public async Task Light_and_dark_follow_the_system_until_the_user_chooses()
    {
        BrowserPage page = await OpenAsync(Network.Value);
        const string Paper = "getComputedStyle(document.body).backgroundColor";

        await page.PreferAsync("prefers-color-scheme", "dark");
        string dark = await page.TextAsync(Paper);
        await page.PreferAsync("prefers-color-scheme", "light");
        string light = await page.TextAsync(Paper);

        Assert.Equal(("rgb(14, 21, 18)", "rgb(245, 243, 236)"), (dark, light));
        await page.EvaluateAsync("document.getElementById('theme').click()");
        await page.EvaluateAsync("document.getElementById('theme').click()");
        Assert.Equal(dark, await page.TextAsync(Paper));
    }

    [SkippableFact]
    public async Task Who_wants_no_motion_gets_none()
    {
        BrowserPage page = await OpenAsync(Network.Value);
        const string Transition = "getComputedStyle(document.querySelector('.link')).transitionDuration";

        Assert.NotEqual("0s", await page.TextAsync(Transition));
        await page.PreferAsync("prefers-reduced-motion", "reduce");

        Assert.Equal("0s", await page.TextAsync(Transition));
    }

    [SkippableTheory]
    [InlineData(360, 640)]
    [InlineData(768, 1024)]
    [InlineData(1440, 900)]
    public async Task The_page_fits_windows_from_360_pixels_on(int width, int height)
    {
        BrowserPage page = await OpenAsync(Network.Value, width, height);

        Assert.Equal($"{width}", await page.TextAsync("document.documentElement.scrollWidth"));
        Assert.Equal("true", await page.TextAsync("""
            [...document.querySelectorAll('button, input')].every(item => {
              const { left, right, width } = item.getBoundingClientRect();
              return width === 0 || (left >= 0 && right <= innerWidth);
            })
            """));
    }

    [SkippableFact]
    public async Task Every_control_has_a_name_and_every_node_and_link_is_in_a_table()
    {
        BrowserPage page = await OpenAsync(Network.Value);
        await page.EvaluateAsync("document.getElementById('show-table').click()");

        Assert.Equal("0", await page.TextAsync("""
            [...document.querySelectorAll('button, input, [role=button], section, aside, [role=application]')]
              .filter(item => !(item.getAttribute('aria-label') ?? item.textContent).trim()).length
            """));
        string tables = await page.TextAsync("document.getElementById('table-view').textContent");
        Assert.All(Network.Value.Nodes, node => Assert.Contains($"{node.Address}", tables, StringComparison.Ordinal));
        Assert.Equal("0", await page.TextAsync("[...document.querySelectorAll('th')].filter(cell => !cell.scope).length"));
    }

    [SkippableFact]
    public async Task Hostile_names_are_shown_as_they_are_and_a_thousand_nodes_are_drawn()
    {
        const string Name = "</script><img src=x onerror='window.evil=1'>\"&{{data}}";
        NetworkTopology network = Network.Value;
        TopologyNode[] many = [.. Enumerable.Range(0, 970).Select(i => new TopologyNode { Id = $"{Name}{i}", Kind = TopologyNodeKind.Remote, State = TopologyNodeState.Reachable })];
        BrowserPage page = await OpenAsync(network with
        {
            Nodes = [network.Nodes[0] with { Name = Name }, .. network.Nodes.Skip(1), .. many],
            Links = [.. network.Links, .. many.Select((node, i) => new TopologyLink { From = network.Nodes[i % 29].Id, To = node.Id, Kind = TopologyLinkKind.Route, State = TopologyLinkState.Alive, Metric = i })],
        });

        Assert.Equal("1000", await page.TextAsync("document.querySelectorAll('#nodes .node').length"));
        Assert.Equal("undefined", await page.TextAsync("typeof window.evil"));
        await page.EvaluateAsync("document.querySelector('#nodes .node').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
        Assert.Equal(Name, await page.TextAsync("document.getElementById('panel-title').textContent"));
        Assert.Empty(page.Problems);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PagePath => Path.Combine(_folder.FullName, "page #1.html");

    private async Task<BrowserPage> OpenAsync(NetworkTopology topology, int width = 1440, int height = 900)
    {
        Skip.If(_browser is null, "There is no Chromium in the path; MYCELIUM_BROWSER can name one.");
        TopologyFile.Save(PagePath, TopologyWriter.Write(topology, TopologyFormat.Html), overwrite: true);
        BrowserPage page = await _browser.OpenAsync();
        await page.ResizeAsync(width, height);
        await page.LoadAsync(PagePath);
        return page;
    }

    private static string Name(string id) => Network.Value.Nodes.Single(node => node.Id == id).Name!;

    private static async Task<(double X, double Y)> PlaceAsync(BrowserPage page, string id)
    {
        int index = Network.Value.Nodes.ToList().FindIndex(node => node.Id == id);
        JsonNode place = (await page.EvaluateAsync($$"""
            (({ x, y, width, height }) => [x + width / 2, y + height / 2])(document.querySelector('[data-index="{{index}}"] .body').getBoundingClientRect())
            """))!;
        return (place[0]!.GetValue<double>(), place[1]!.GetValue<double>());
    }
}
