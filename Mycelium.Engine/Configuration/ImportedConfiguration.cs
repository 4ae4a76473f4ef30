namespace Mycelium.Engine.Configuration;

/// <summary>A configuration of the reference implementation, in our terms.</summary>
/// <param name="Source">Full path of the file that it was read from.</param>
/// <param name="Configuration">What could be carried over.</param>
/// <param name="NotCarriedOver">What could not, where it stands in the source, and why.</param>
public sealed record ImportedConfiguration(
    string Source, NodeConfiguration Configuration, IReadOnlyList<ConfigurationProblem> NotCarriedOver)
{
    /// <summary>The source, and how much of it could not be carried over.</summary>
    public override string ToString() => $"{Source}: {NotCarriedOver.Count} not carried over";
}
