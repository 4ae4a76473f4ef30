using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>The data plane of one node without a thread: turns are taken by hand, time stands still unless it is moved.</summary>
internal sealed class DataNode : IPacketLoopEvents, IDisposable
{
    private int _nextLink = 1;

    internal DataNode(string secret, int helpers = 0)
    {
        Identity = NodeIdentity.FromSecretKey(Convert.FromHexString(secret));
        Loop = new PacketLoop(Identity, Table, Host, this, TimeProvider.System, () => Now, helpers);
    }

    internal NodeIdentity Identity { get; }

    internal ForwardingTable Table { get; } = new();

    internal FakeTunnel Host { get; } = new();

    internal PacketLoop Loop { get; }

    internal TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1000);

    internal Ipv6Address Address => Identity.Address;

    internal List<ControlTlv> Tlvs { get; } = [];

    internal List<(Ipv6Address Address, RouteNeed Need)> Needs { get; } = [];

    /// <summary>Destinations whose use was reported.</summary>
    internal List<Ipv6Address> Uses { get; } = [];

    /// <summary>Destinations of which it was asked whether packets arrive.</summary>
    internal List<Ipv6Address> Checks { get; } = [];

    internal List<(LinkId Link, string Reason)> Closed { get; } = [];

    /// <summary>How many more TLVs the control loop has room for.</summary>
    internal int RoomForTlvs { get; set; } = int.MaxValue;

    internal static DataNode A() => new(new string('a', 64));

    internal static DataNode B() => new(new string('b', 64));

    internal static DataNode C() => new(new string('c', 64));

    /// <summary>Attaches a link and returns its other end.</summary>
    internal (LinkId Id, MemoryLink Far, LinkCounters Counters) AddLink(int capacity = MemoryTransport.DefaultLinkCapacity)
    {
        (MemoryLink near, MemoryLink far) = MemoryLink.CreatePair(Endpoint.Memory("near"), Endpoint.Memory("far"), capacity);
        var counters = new LinkCounters();
        var id = new LinkId(_nextLink++);
        Loop.AttachLink(id, near, counters);
        Turn();
        return (id, far, counters);
    }

    /// <summary>Connects two nodes; each end of the link is the other's.</summary>
    internal static (LinkId AtFirst, LinkId AtSecond) Connect(DataNode first, DataNode second)
    {
        (MemoryLink near, MemoryLink far) = MemoryLink.CreatePair(Endpoint.Memory("near"), Endpoint.Memory("far"), MemoryTransport.DefaultLinkCapacity);
        var atFirst = new LinkId(first._nextLink++);
        var atSecond = new LinkId(second._nextLink++);
        first.Loop.AttachLink(atFirst, near, new LinkCounters());
        second.Loop.AttachLink(atSecond, far, new LinkCounters());
        return (atFirst, atSecond);
    }

    internal void Route(DataNode target, LinkId nextHop, int secondsLeft = 300) =>
        Table.Set(target.Identity.Subnet, target.Identity.PublicKey, nextHop, Now + TimeSpan.FromSeconds(secondsLeft));

    internal void Turn()
    {
        for (int i = 0; i < 4; i++) { Loop.RunTurn(mayWait: false); }
    }

    internal long Dropped(DropReason reason) => Loop.Counters.Dropped(reason);

    public bool TryTlvReceived(LinkId link, in ControlTlv tlv)
    {
        if (RoomForTlvs == 0) { return false; }

        RoomForTlvs--;
        Tlvs.Add(tlv);
        return true;
    }

    public bool TryRouteNeeded(Ipv6Address address, RouteNeed need)
    {
        if (need == RouteNeed.Use)
        {
            Uses.Add(address);
        }
        else if (need == RouteNeed.Delivery)
        {
            Checks.Add(address);
        }
        else
        {
            Needs.Add((address, need));
        }

        return true;
    }

    public void LinkClosed(LinkId link, string reason) => Closed.Add((link, reason));

    public void Failed(Exception exception) => throw exception;

    public void Dispose()
    {
        Loop.Dispose();
        Identity.Dispose();
    }
}
