using Mycelium.Engine.Management;
using Xunit;

namespace Mycelium.Engine.Tests.Management;

public sealed class ProbeWindowTests
{
    private readonly ProbeWindow _window = new();

    [Fact]
    public void It_doubles_each_round_until_its_bound()
    {
        Assert.Equal(2, _window.Size);
        Answer(2);
        Assert.Equal(4, _window.Size);
        Answer(4);
        Assert.Equal(8, _window.Size);
        Answer(1000);
        Assert.Equal(ProbeWindow.Maximum, _window.Size);
    }

    [Fact]
    public void A_loss_halves_it_once_for_all_that_were_under_way_and_then_it_grows_by_one_a_round()
    {
        Answer(30);
        Assert.Equal(32, _window.Size);

        _window.Lost(5, newest: 40);
        _window.Lost(6, newest: 41);
        _window.Lost(40, newest: 42);
        Assert.Equal(16, _window.Size);

        Answer(17);
        Assert.Equal(17, _window.Size);
        _window.Lost(41, newest: 60);
        Assert.Equal(8, _window.Size);
    }

    [Fact]
    public void It_never_ends()
    {
        for (int i = 1; i < 20; i++) { _window.Lost(i, i); }

        Assert.Equal(2, _window.Size);
    }

    private void Answer(int count)
    {
        for (int i = 0; i < count; i++) { _window.Answered(); }
    }
}
