using CsCheck;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>The list of destinations that have a route through a neighbour.</summary>
public sealed class NeighbourTests
{
    [Fact]
    public void It_holds_each_destination_with_a_route_once_however_they_come_and_go() =>
        Gen.Int[0, 9].Array[0, 200].Sample(steps =>
        {
            var neighbour = new Neighbour(new LinkId(1), 1, 0, TimeSpan.Zero);
            Destination[] all = [.. Enumerable.Range(0, 10).Select(i => new Destination(new Subnet(new Ipv6Address((4UL << 56) + (ulong)i, 0), 64)))];
            foreach (int step in steps)
            {
                int index = all[step].IndexOf(neighbour);
                if (index < 0)
                {
                    all[step].Add(new Route { NextHop = neighbour, Origin = new RouteOrigin(default) });
                }
                else
                {
                    all[step].RemoveAt(index);
                }
            }

            Destination[] expected = [.. all.Where(destination => destination.IndexOf(neighbour) >= 0)];
            Assert.Equal(expected.Length, neighbour.RouteCount);
            Assert.Equal(expected.ToHashSet(), neighbour.Destinations().ToHashSet());
            Assert.Equal(expected.Length, neighbour.Destinations().Count);
        });
}
