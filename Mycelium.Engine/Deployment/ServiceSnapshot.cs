namespace Mycelium.Engine.Deployment;

/// <summary>A service that runs the nodes of a configuration file, as it was when it was looked at.</summary>
/// <param name="Name">Name of the service.</param>
/// <param name="State">What it does.</param>
/// <param name="StartType">When it starts.</param>
/// <param name="ConfigurationPath">Full path of the configuration file.</param>
/// <param name="Program">Full path of the program that it runs.</param>
/// <param name="Manager">Who runs it.</param>
/// <param name="DefinitionPath">Where it is defined: full path of a file, on Windows a key of the registry.</param>
/// <param name="ProcessId">Id of its process; null while it does not run.</param>
public sealed record ServiceSnapshot(
    string Name,
    ServiceState State,
    ServiceStartType StartType,
    string ConfigurationPath,
    string Program,
    ServiceManagerKind Manager,
    string DefinitionPath,
    int? ProcessId)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
