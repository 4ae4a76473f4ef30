using CsCheck;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class ForwardingTableTests
{
    private static readonly PublicKey Key = PublicKey.Parse(new string('1', 64));
    private static readonly PublicKey OtherKey = PublicKey.Parse(new string('2', 64));

    [Fact]
    public void It_finds_what_a_dictionary_would_find() =>
        Gen.Int[0, 2].Select(Gen.Int[0, 300], Gen.Int[1, 9]).List[1, 1500].Sample(
            steps =>
            {
                var table = new ForwardingTable();
                var model = new Dictionary<Subnet, int>();
                foreach ((int action, int number, int link) in steps)
                {
                    Subnet subnet = Node(number);
                    if (action == 0)
                    {
                        Assert.Equal(model.Remove(subnet), table.Remove(subnet) is not null);
                    }
                    else
                    {
                        table.Set(subnet, Key, new LinkId(link), default);
                        model[subnet] = link;
                    }
                }

                Assert.Equal(model.Count, table.Count);
                Assert.Equal(model.Count, table.All.Count());
                for (int i = 0; i < 300; i++)
                {
                    int? expected = model.TryGetValue(Node(i), out int link) ? link : null;
                    Assert.Equal(expected, table.Find(new Ipv6Address(Node(i).Network.High, 99))?.NextHop.Value);
                }
            },
            seed: "000000000001",
            iter: 100);

    [Fact]
    public void The_place_of_a_removed_entry_is_never_found()
    {
        var table = new ForwardingTable();
        for (int i = 0; i < 1000; i++)
        {
            table.Set(Node(i), Key, new LinkId(1), default);
            table.Remove(Node(i));
            Assert.Null(table.Find(default));
            Assert.Null(table.Find(new Ipv6Address(0, 1)));
        }
    }

    [Fact]
    public void A_longer_prefix_serves_only_where_there_is_no_64_and_the_longest_of_them_wins()
    {
        var table = new ForwardingTable();
        Ipv6Address address = new(Node(1).Network.High, 5);
        table.Set(new Subnet(address, 96), Key, new LinkId(1), default);
        table.Set(new Subnet(address, 128), Key, new LinkId(2), default);
        Assert.Equal(2, table.Find(address)!.NextHop.Value);
        Assert.Equal(1, table.Find(address with { Low = 6 })!.NextHop.Value);
        Assert.Null(table.Find(address with { Low = ulong.MaxValue }));

        table.Set(Node(1), Key, new LinkId(3), default);
        Assert.Equal(3, table.Find(address)!.NextHop.Value);
        table.Remove(Node(1));
        table.Remove(new Subnet(address, 128));
        Assert.Equal(1, table.Find(address)!.NextHop.Value);
    }

    [Fact]
    public void Longer_prefixes_are_bounded()
    {
        var table = new ForwardingTable();
        for (uint i = 0; i < 1000; i++) { table.Set(new Subnet(new Ipv6Address(Node(1).Network.High, i), 128), Key, new LinkId(1), default); }

        Assert.Equal(ForwardingTable.MaximumLongPrefixes, table.Count);
    }

    [Fact]
    public void Another_key_replaces_the_entry_so_that_its_sealing_key_can_be_wiped()
    {
        var table = new ForwardingTable();
        Assert.Null(table.Set(Node(1), Key, new LinkId(1), default));
        ForwardingEntry first = table.Find(Node(1).Network)!;
        Assert.Null(table.Set(Node(1), Key, new LinkId(2), default));
        Assert.Same(first, table.Find(Node(1).Network));
        Assert.Same(first, table.Set(Node(1), OtherKey, new LinkId(3), default));
        Assert.Equal(OtherKey, table.Find(Node(1).Network)!.Key);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public async Task Readers_see_all_that_stays_while_the_writer_adds_and_removes()
    {
        var table = new ForwardingTable();
        for (int i = 0; i < 50; i++) { table.Set(Node(i), Key, new LinkId(1), default); }

        using var end = new CancellationTokenSource();
        Task<int> reader = Task.Run(() =>
        {
            int missed = 0;
            while (!end.IsCancellationRequested)
            {
                for (int i = 0; i < 50; i++) { missed += table.Find(Node(i).Network) is null ? 1 : 0; }
            }

            return missed;
        });
        for (int round = 0; round < 20; round++)
        {
            for (int i = 100; i < 3000; i++) { table.Set(Node(i), Key, new LinkId(1), default); }

            for (int i = 100; i < 3000; i++) { table.Remove(Node(i)); }
        }

        await end.CancelAsync();
        Assert.Equal(0, await reader);
    }

    private static Subnet Node(int number) => new(new Ipv6Address(0x0400_0000_0000_0000 + ((ulong)number << 16), 0), 64);
}
