namespace Mycelium.Engine.Deployment;

/// <summary>What the check of a prerequisite found.</summary>
public enum PrerequisiteResult
{
    /// <summary>It is met.</summary>
    Passed,

    /// <summary>It is not met; the node works with less.</summary>
    Warning,

    /// <summary>It is not met; the node does not start.</summary>
    Failed,
}
