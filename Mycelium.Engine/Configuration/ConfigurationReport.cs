namespace Mycelium.Engine.Configuration;

/// <summary>What the check of a configuration file found.</summary>
/// <param name="ConfigurationPath">Full path of the file.</param>
/// <param name="Nodes">The nodes that it describes; none if it has a mistake.</param>
/// <param name="Problems">Every mistake, in the order of the file.</param>
public sealed record ConfigurationReport(
    string ConfigurationPath, IReadOnlyList<NodeConfiguration> Nodes, IReadOnlyList<ConfigurationProblem> Problems)
{
    /// <summary>Whether nodes can be started from the file.</summary>
    public bool IsValid => Problems.Count == 0;

    /// <summary>The path, and how many mistakes there are.</summary>
    public override string ToString() => $"{ConfigurationPath}: {Problems.Count} mistake(s)";
}
