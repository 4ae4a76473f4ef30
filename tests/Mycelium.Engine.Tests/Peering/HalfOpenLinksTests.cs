using System.Net;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Peering;

public sealed class HalfOpenLinksTests
{
    [Fact]
    public void When_it_is_full_the_oldest_silent_connection_gives_way()
    {
        var links = new HalfOpenLinks();
        for (int i = 1; i <= HalfOpenLinks.Maximum; i++) { Assert.Equal(LinkId.None, links.Add(new LinkId(i), null)); }

        links.Remove(new LinkId(1));
        links.Remove(new LinkId(77));
        Assert.Equal(LinkId.None, links.Add(new LinkId(1000), null));
        Assert.Equal(new LinkId(2), links.Add(new LinkId(1001), null));
        Assert.Equal(HalfOpenLinks.Maximum, links.Count);
    }

    [Fact]
    public void One_network_holds_a_few_places_and_displaces_nobody_else()
    {
        var links = new HalfOpenLinks();
        Assert.Equal(LinkId.None, links.Add(new LinkId(1), IPAddress.Parse("2001:db8:1::1")));
        for (int i = 0; i < 100; i++)
        {
            LinkId displaced = links.Add(new LinkId(100 + i), IPAddress.Parse($"2001:db8:2::{i + 1:x}"));
            LinkId expected = i < HalfOpenLinks.MaximumPerNetwork ? LinkId.None : new LinkId(100 + i - HalfOpenLinks.MaximumPerNetwork);
            Assert.Equal(expected, displaced);
        }

        Assert.Equal(1 + HalfOpenLinks.MaximumPerNetwork, links.Count);
    }

    [Fact]
    public void When_all_places_are_taken_the_network_with_most_of_them_gives_one_up()
    {
        var links = new HalfOpenLinks();
        int next = 1;
        links.Add(new LinkId(next++), IPAddress.Parse("192.0.2.1"));
        for (int network = 0; links.Count < HalfOpenLinks.Maximum; network++)
        {
            for (int i = 0; i < HalfOpenLinks.MaximumPerNetwork && links.Count < HalfOpenLinks.Maximum; i++)
            {
                Assert.Equal(LinkId.None, links.Add(new LinkId(next++), IPAddress.Parse($"2001:db8:{network:x}::1")));
            }
        }

        Assert.Equal(new LinkId(2), links.Add(new LinkId(next++), IPAddress.Parse("198.51.100.1")));
        Assert.Equal(HalfOpenLinks.Maximum, links.Count);
    }
}
