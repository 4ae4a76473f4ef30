using System.Runtime.InteropServices;

namespace Mycelium.Engine.Deployment;

/// <summary>
/// Turns Ctrl+C (SIGINT) and SIGTERM into an orderly stop. A second Ctrl+C ends the process at once; after SIGTERM, which has nobody who
/// could press again, a process that does not stop is ended when its time is up.
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    /// <summary>Exit code after Ctrl+C: 128 + the number of SIGINT, as shells count.</summary>
    internal const int Interrupted = 130;

    /// <summary>Exit code after SIGTERM.</summary>
    internal const int Terminated = 143;

    // What waits inside a call of .NET can't be stopped from outside. A third of what our units grant.
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(5);

    private readonly Action _stop;
    private readonly Timer _limit;
    private readonly List<PosixSignalRegistration> _registrations;
    private int _exitCode;
    private int _isLimited;

    /// <summary>Begins to listen.</summary>
    /// <param name="stop">Called once, at the first signal, on a thread of its own; must return soon.</param>
    internal ShutdownSignals(Action stop)
    {
        _stop = stop;
        _limit = new Timer(static _ => Environment.Exit(Terminated));
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, Terminated)),
        ];
    }

    /// <summary>128 + the number of the first signal; null if none came.</summary>
    internal int? ExitCode => Volatile.Read(ref _exitCode) is var code and not 0 ? code : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _limit.Dispose();
        _registrations.ForEach(static registration => registration.Dispose());
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        bool isFirst = Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0;
        context.Cancel = isFirst || context.Signal != PosixSignal.SIGINT;
        if (context.Signal == PosixSignal.SIGTERM && Interlocked.Exchange(ref _isLimited, 1) == 0) { _limit.Change(TerminationLimit, Timeout.InfiniteTimeSpan); }

        if (isFirst) { _stop(); }
    }
}
