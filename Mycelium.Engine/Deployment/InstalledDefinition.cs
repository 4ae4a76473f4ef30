namespace Mycelium.Engine.Deployment;

/// <summary>What the system knows under the name of a service.</summary>
/// <param name="Path">Where it is defined.</param>
/// <param name="Text">The definition; empty if it is not ours.</param>
/// <param name="IsOwn">Whether we have registered it.</param>
internal sealed record InstalledDefinition(string Path, string Text, bool IsOwn);
