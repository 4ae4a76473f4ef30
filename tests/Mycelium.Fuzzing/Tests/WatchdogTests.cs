using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mycelium.Fuzzing.Tests;

public sealed class WatchdogTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.running");
    private readonly FakeTimeProvider _time = new();
    private readonly List<byte[]> _hung = [];
    private readonly Watchdog _watchdog;

    public WatchdogTests() => _watchdog = new Watchdog(_path, Limit, _time, _hung.Add);

    public void Dispose() => _watchdog.Dispose();

    [Fact]
    public void An_input_that_takes_too_long_is_reported_once()
    {
        byte[] input = [1, 2, 3];
        _watchdog.Begin(input);
        _time.Advance(Limit / 2);
        Assert.Empty(_hung);

        _time.Advance(Limit);
        _time.Advance(Limit);

        Assert.Same(input, Assert.Single(_hung));
    }

    [Fact]
    public void Many_inputs_that_are_quick_are_not_reported()
    {
        for (int i = 0; i < 20; i++)
        {
            _watchdog.Begin([1]);
            _time.Advance(Limit / 2);
            _watchdog.End();
        }

        _time.Advance(Limit * 3);

        Assert.Empty(_hung);
    }

    [Fact]
    public void The_input_under_way_can_be_read_from_the_file_until_the_watch_ends_in_order()
    {
        _watchdog.Begin([9, 9, 9, 9, 9]);
        _watchdog.End();
        _watchdog.Begin([1, 2, 3]);
        Assert.Equal([1, 2, 3], Watchdog.ReadLeft(_path));

        _watchdog.Dispose();

        Assert.False(File.Exists(_path));
    }
}
