using Mycelium.Engine.Management;
using Xunit;

namespace Mycelium.Engine.Tests.Management;

public sealed class TableWatchTests
{
    private readonly TableWatch<string> _watch = new(row => row[0], (before, now) => before == now);

    [Fact]
    public void The_first_look_shows_what_is_present() => Assert.Equal(["Present a1 -", "Present b1 -"], Look("a1", "b1"));

    [Fact]
    public void An_empty_first_look_is_a_look_too()
    {
        Assert.Empty(Look());
        Assert.Equal(["Added a1 -"], Look("a1"));
    }

    [Fact]
    public void Rows_that_are_new_different_or_gone_are_told_each_once()
    {
        Look("a1", "b1", "c1");

        Assert.Equal(["Changed b2 b1", "Added d1 -", "Removed c1 c1"], Look("a1", "b2", "d1"));
        Assert.Empty(Look("a1", "b2", "d1"));
        Assert.Equal(["Added c1 -"], Look("a1", "b2", "c1", "d1"));
    }

    [Fact]
    public void Of_two_rows_with_one_name_the_first_counts()
    {
        Look("a1", "a2");

        Assert.Empty(Look("a1", "a3"));
        Assert.Equal(["Changed a3 a1"], Look("a3", "a1"));
    }

    private string[] Look(params string[] rows) => [.. _watch.Look(rows).Select(item => $"{item.Kind} {item.Row} {item.Previous ?? "-"}")];
}
