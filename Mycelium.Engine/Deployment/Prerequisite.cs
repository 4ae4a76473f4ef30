namespace Mycelium.Engine.Deployment;

/// <summary>Something that a node needs, and whether this machine has it.</summary>
/// <param name="Name">What was checked; stable.</param>
/// <param name="Result">What was found.</param>
/// <param name="Message">What was found, in a sentence.</param>
/// <param name="Remedy">What to do, in a sentence; empty if nothing needs to be done.</param>
public sealed record Prerequisite(string Name, PrerequisiteResult Result, string Message, string Remedy)
{
    /// <summary>The name, the result, and what was found.</summary>
    public override string ToString() => $"{Name}: {Result}. {Message}";
}
