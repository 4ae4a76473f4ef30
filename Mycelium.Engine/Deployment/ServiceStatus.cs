using System.Runtime.InteropServices;

namespace Mycelium.Engine.Deployment;

/// <summary>How a service stands. Source: <c>SERVICE_STATUS</c> of winsvc.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ServiceStatus
{
    internal const int Stopped = 1;
    internal const int StartPending = 2;
    internal const int StopPending = 3;
    internal const int Running = 4;

    private const int OwnProcess = 0x10;
    private const int AcceptsStopAndShutdown = 0x1 | 0x4;
    private const int ServiceSpecificError = 1066;

    private readonly int _type;
    private readonly int _state;
    private readonly int _accepts;
    private readonly int _exitCode;
    private readonly int _ownExitCode;
    private readonly int _checkPoint;
    private readonly int _waitHint;

    /// <summary>Makes a status.</summary>
    /// <param name="state">One of the states.</param>
    /// <param name="exitCode">Why it stopped; 0 for no error.</param>
    /// <param name="waitHint">How long the next change may take.</param>
    internal ServiceStatus(int state, int exitCode = 0, TimeSpan waitHint = default)
    {
        _type = OwnProcess;
        _state = state;
        _accepts = state == Running ? AcceptsStopAndShutdown : 0;
        _exitCode = exitCode == 0 ? 0 : ServiceSpecificError;
        _ownExitCode = exitCode;
        _checkPoint = state is StartPending or StopPending ? 1 : 0;
        _waitHint = (int)waitHint.TotalMilliseconds;
    }
}
