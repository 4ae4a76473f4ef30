namespace Mycelium.Engine.Deployment;

/// <summary>Who runs the services of a system.</summary>
public enum ServiceManagerKind
{
    /// <summary>systemd, on Linux.</summary>
    Systemd,

    /// <summary>launchd, on macOS.</summary>
    Launchd,

    /// <summary>The service control manager of Windows.</summary>
    WindowsService,
}
