namespace Mycelium.Network.Tests.Harness;

/// <summary>A command of a node agent ended with an error.</summary>
/// <param name="errorId">Its fully qualified error id.</param>
/// <param name="recommendedAction">What it says the user can do.</param>
/// <param name="message">Its message.</param>
internal sealed class AgentException(string errorId, string recommendedAction, string message)
    : Exception($"{errorId}: {message} {recommendedAction}")
{
    private const int Parts = 3;

    /// <summary>The error id, without what comes after the comma.</summary>
    internal string ErrorId { get; } = errorId.Split(',')[0];

    internal string RecommendedAction => recommendedAction;

    internal static AgentException Parse(string line)
    {
        string[] parts = line.Split('\t', Parts);
        return parts.Length == Parts ? new AgentException(parts[0], parts[1], parts[2]) : throw new InvalidDataException(line);
    }
}
