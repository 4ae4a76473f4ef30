namespace Mycelium.Engine.Deployment;

/// <summary>When a service starts.</summary>
public enum ServiceStartType
{
    /// <summary>With the system.</summary>
    Automatic,

    /// <summary>When somebody starts it.</summary>
    Manual,
}
