using Mycelium.Engine;
using Mycelium.Engine.Deployment;

namespace Mycelium.Host;

/// <summary>Exit codes that are not a script's own. Source: <c>sysexits.h</c>, and 128 + signal as shells count.</summary>
internal static class ExitCode
{
    /// <summary>Everything went well.</summary>
    internal const int Success = 0;

    /// <summary>The script or command failed, or the node did.</summary>
    internal const int Failure = 1;

    /// <summary>The command line can't be understood, or names a script that does not exist (EX_USAGE).</summary>
    internal const int Usage = 64;

    /// <summary>The node could not be started: a port, key file or interface can't be had (EX_UNAVAILABLE).</summary>
    internal const int Unavailable = NodeService.Unavailable;

    /// <summary>The configuration can't be read or has mistakes (EX_CONFIG).</summary>
    internal const int Configuration = NodeService.InvalidConfiguration;

    /// <summary>Stopped by Ctrl+C (SIGINT).</summary>
    internal const int Interrupted = ShutdownSignals.Interrupted;

    /// <summary>Stopped by SIGTERM.</summary>
    internal const int Terminated = ShutdownSignals.Terminated;
}
