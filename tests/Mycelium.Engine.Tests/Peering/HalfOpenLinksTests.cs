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
        for (int i = 1; i <= HalfOpenLinks.Maximum; i++) { Assert.Equal(LinkId.None, links.Add(new LinkId(i))); }

        links.Remove(new LinkId(1));
        links.Remove(new LinkId(77));
        Assert.Equal(LinkId.None, links.Add(new LinkId(1000)));
        Assert.Equal(new LinkId(2), links.Add(new LinkId(1001)));
        Assert.Equal(HalfOpenLinks.Maximum, links.Count);
    }
}
