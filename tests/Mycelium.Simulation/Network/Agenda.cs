namespace Mycelium.Simulation.Network;

/// <summary>Virtual time: what is to happen, in order of time, and of its being planned where the time is the same.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _actions = new();
    private long _order;

    /// <summary>The present.</summary>
    internal TimeSpan Now { get; private set; }

    /// <summary>What has happened so far.</summary>
    internal long Count { get; private set; }

    /// <summary>Plans something; what lies in the past happens now.</summary>
    internal void At(TimeSpan time, Action action) => _actions.Enqueue(action, (time > Now ? time : Now, _order++));

    /// <summary>Lets time pass.</summary>
    internal void RunUntil(TimeSpan end)
    {
        while (_actions.TryPeek(out _, out (TimeSpan At, long Order) next) && next.At <= end)
        {
            Action action = _actions.Dequeue();
            Now = next.At;
            Count++;
            action();
        }

        Now = end;
    }
}
