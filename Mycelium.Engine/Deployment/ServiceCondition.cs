namespace Mycelium.Engine.Deployment;

/// <summary>What the system's service manager says of a service.</summary>
/// <param name="State">What it does.</param>
/// <param name="StartType">When it starts.</param>
/// <param name="ProcessId">Its process; null while it does not run.</param>
internal sealed record ServiceCondition(ServiceState State, ServiceStartType StartType, int? ProcessId);
