using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class HeldLinkTests : IDisposable
{
    private static readonly ControlTlv Hello = ControlTlv.From(new HelloTlv(true, default, 2000));

    private readonly DataNode _node = DataNode.A();

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_that_closes_while_it_is_held_does_not_keep_the_loop_awake(bool byNeighbour)
    {
        var link = new MeteredLink { HasShare = true, Room = 0 };
        var id = new LinkId(7);
        _node.Loop.AttachLink(id, link, new LinkCounters());
        _node.Turn();
        _node.Loop.SendControl(id, Hello);
        _node.Turn();
        Assert.True(_node.Loop.TimeToWait() < TimeSpan.FromSeconds(1));
        _node.Loop.SendControl(id, Hello);
        if (byNeighbour)
        {
            link.IsClosed = true;
            link.Signal!();
        }
        else
        {
            _node.Loop.DetachLink(id, "Removed.");
        }

        _node.Turn();
        for (int i = 0; i < 3; i++)
        {
            _node.Now += TimeSpan.FromSeconds(20);
            _node.Turn();
        }

        Assert.Null(_node.Loop.TimeToWait());
    }
}
