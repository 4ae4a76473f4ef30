namespace Mycelium.Engine.Deployment;

/// <summary>Takes a registration back. It does not hold up who has pressed Ctrl+C, and is not lost when the process ends meanwhile.</summary>
internal sealed class RegistrationUndo
{
    // Nobody wants to wait for a manager that does not answer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // Ctrl+C ends a command within a second.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly Task<(bool IsDone, string Text)> _work;

    /// <summary>Begins.</summary>
    /// <param name="name">Name of the service.</param>
    /// <param name="time">Time of the limits.</param>
    /// <param name="work">Gives a sentence that says what was done.</param>
    internal RegistrationUndo(string name, TimeProvider time, Func<CancellationToken, Task<string>> work)
    {
        _name = name;
        _time = time;
        _work = Task.Run(() => RunAsync(time, work));
    }

    /// <summary>Waits for the end.</summary>
    /// <param name="cancellationToken">Leaves as <see cref="LeaveAsync"/> does.</param>
    /// <returns>A sentence that says what was done, or what stayed.</returns>
    /// <exception cref="RegistrationStoppedException">It goes on, or has failed, and nobody waits for it any more.</exception>
    internal async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _work.WaitAsync(cancellationToken).ConfigureAwait(false)).Text;
        }
        catch (OperationCanceledException stopped)
        {
            await LeaveAsync(stopped).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits only a moment; afterwards the work goes on, and the process does not end before it.</summary>
    /// <exception cref="RegistrationStoppedException">It goes on, or has failed.</exception>
    internal async Task LeaveAsync(OperationCanceledException cause)
    {
        EventHandler hold = (_, _) => Task.WhenAny(_work).Wait();
        AppDomain.CurrentDomain.ProcessExit += hold;
        _ = _work.ContinueWith(
            _ => AppDomain.CurrentDomain.ProcessExit -= hold, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            (bool isDone, string text) = await _work.WaitAsync(Patience, _time).ConfigureAwait(false);
            if (!isDone) { throw Stopped($"{text} {Remedy}", cause); }
        }
        catch (TimeoutException)
        {
            throw Stopped($"The registration is being taken back, which takes at most {Limit.TotalSeconds} s more. {Remedy}", cause);
        }
    }

    private string Remedy =>
        $"Look with Get-MyceliumService {_name}; take away what should not be there with Unregister-MyceliumService {_name}.";

    private static async Task<(bool IsDone, string Text)> RunAsync(TimeProvider time, Func<CancellationToken, Task<string>> work)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            return (true, await work(limit.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (ServiceManager.IsRefusal(exception))
        {
            return (false, $"Taking it back failed too, so the service may be half registered: {exception.Message}");
        }
    }

    private RegistrationStoppedException Stopped(string message, OperationCanceledException cause) => new(message, Task.WhenAny(_work), cause);
}
