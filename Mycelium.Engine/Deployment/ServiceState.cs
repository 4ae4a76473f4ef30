namespace Mycelium.Engine.Deployment;

/// <summary>What a service does.</summary>
public enum ServiceState
{
    /// <summary>The system's service manager does not say.</summary>
    Unknown,

    /// <summary>It does not run.</summary>
    Stopped,

    /// <summary>It was started and is not ready yet.</summary>
    Starting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It was told to stop and has not ended yet.</summary>
    Stopping,

    /// <summary>It ended by itself; the manager starts it again later, or has given it up.</summary>
    Failed,
}
