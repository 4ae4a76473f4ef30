namespace Mycelium.Engine.Deployment;

/// <summary>What a registration did.</summary>
/// <param name="Service">The service as it is now.</param>
/// <param name="IsChanged">Whether anything was done: false if all was as wanted.</param>
public sealed record ServiceChange(ServiceSnapshot Service, bool IsChanged);
