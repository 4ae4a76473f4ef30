using System.Runtime.CompilerServices;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Nodes;

public sealed class EventPumpTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ModuleSession _session = new();

    [Fact]
    public void A_subscriber_is_called_outside_of_the_lock_and_so_are_those_who_watch_the_end()
    {
        int taken = 0;
        int ends = 0;
        bool isFree = true;
        object pump = null!;
        pump = MakePump(Source);
        Delegate handler = Handler(pump, () =>
        {
            taken++;
            Check();
        });

        Call(pump, "Add", handler);
        Assert.Equal((2, true), (taken, isFree));

        Call(pump, "Remove", handler);
        Assert.Equal((2, 2, true), (taken, ends, isFree));

        // A lock is free for the thread that holds it; only another one can tell.
        void Check() => isFree &= Task.Run(() =>
        {
            Delegate other = Handler(pump, static () => { });
            Call(pump, "Add", other);
            Call(pump, "Remove", other);
        }).Wait(Limit);

        async IAsyncEnumerable<string> Source([EnumeratorCancellation] CancellationToken end)
        {
            yield return "at once";
            yield return "at once, too";
            var ended = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = end.Register(() =>
            {
                if (ends++ == 0) { Check(); }

                ended.SetResult();
            });
            await ended.Task;
        }
    }

    [Fact]
    public void What_a_subscriber_throws_ends_nothing_and_an_ended_stream_can_be_left()
    {
        object pump = MakePump(Source);
        int taken = 0;
        Delegate handler = Handler(pump, () =>
        {
            taken++;
            throw new InvalidOperationException();
        });

        Call(pump, "Add", handler);
        Call(pump, "Remove", handler);
        Call(pump, "Remove", handler);
        Assert.Equal(2, taken);

        Call(pump, "Add", handler);
        Assert.Equal(4, taken);

        static async IAsyncEnumerable<string> Source([EnumeratorCancellation] CancellationToken end)
        {
            await Task.CompletedTask;
            yield return "one";
            yield return "two";
        }
    }

    public void Dispose() => _session.Dispose();

    private object MakePump(Func<CancellationToken, IAsyncEnumerable<string>> source)
    {
        Type type = _session.ModuleType("Nodes.EventPump`1").MakeGenericType(typeof(string));
        return Activator.CreateInstance(type, ModuleTypes.Hidden, null, [this, source, new Predicate<string>(_ => true)], null)!;
    }

    private static Delegate Handler(object pump, Action action)
    {
        Type type = pump.GetType().GetMethod("Add", ModuleTypes.Hidden)!.GetParameters()[0].ParameterType;
        return Delegate.CreateDelegate(type, new Subscriber(action), typeof(Subscriber).GetMethod(nameof(Subscriber.Take))!);
    }

    private static void Call(object pump, string method, Delegate handler) =>
        pump.GetType().GetMethod(method, ModuleTypes.Hidden)!.Invoke(pump, [handler]);

    private sealed class Subscriber(Action action)
    {
        public void Take(object? sender, EventArgs arguments) => action();
    }
}
