namespace Mycelium.Engine.Deployment;

/// <summary>What a registration may do besides defining a service.</summary>
[Flags]
public enum RegistrationOptions
{
    /// <summary>Only the definition; a service that runs goes on as it is.</summary>
    None = 0,

    /// <summary>A different registration of that name may be replaced.</summary>
    Overwrite = 1,

    /// <summary>The service runs afterwards, with the new definition.</summary>
    Start = 2,

    /// <summary>A service that is not stopped is started anew, also if its definition stays: it reads its configuration again.</summary>
    Restart = 4,

    /// <summary>The service does not run afterwards, and stays registered. Not with <see cref="Start"/> or <see cref="Restart"/>.</summary>
    Stop = 8,
}
