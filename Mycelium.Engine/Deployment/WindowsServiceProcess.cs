namespace Mycelium.Engine.Deployment;

/// <summary>Runs work as a service of Windows: says when it starts, runs and has ended, and stops it when it is asked to.</summary>
internal sealed class WindowsServiceProcess(IServiceControl control)
{
    private const int Stop = 1;
    private const int Shutdown = 5;

    private static readonly TimeSpan StartHint = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopHint = TimeSpan.FromSeconds(15);

    /// <summary>Runs to the end of the service.</summary>
    /// <param name="work">Gets the name of the service, what to call when it is ready, and when to stop; gives the exit code.</param>
    /// <returns>The exit code; null if the process was not started as a service, and nothing was done.</returns>
    internal int? Run(Func<string, Action, CancellationToken, int> work)
    {
        int exitCode = 0;
        using var stop = new CancellationTokenSource();
        bool isService = control.Dispatch(name => exitCode = Serve(name, work, stop.Token), Handle);
        return isService ? exitCode : null;

        void Handle(int request)
        {
            if (request is not (Stop or Shutdown)) { return; }

            control.Report(new ServiceStatus(ServiceStatus.StopPending, waitHint: StopHint));
            stop.Cancel();
        }
    }

    private int Serve(string name, Func<string, Action, CancellationToken, int> work, CancellationToken stop)
    {
        control.Report(new ServiceStatus(ServiceStatus.StartPending, waitHint: StartHint));
        int exitCode = 1;
        try
        {
            exitCode = work(name, () => control.Report(new ServiceStatus(ServiceStatus.Running)), stop);
        }
        finally
        {
            control.Report(new ServiceStatus(ServiceStatus.Stopped, exitCode));
        }

        return exitCode;
    }
}
