namespace Mycelium.Network.Tests.Conformance;

/// <summary>How our node is expected to answer a recorded scenario, where that is not exactly as recorded.</summary>
internal sealed record ScenarioCase
{
    /// <summary>Whether ours is better on purpose; otherwise differences come from the timing of the recording alone.</summary>
    internal bool IsBetter { get; init; }

    /// <summary>
    /// Whether the node runs without link health, because the recorded metrics are those of links whose peers answer no Hello. Otherwise
    /// the scripted peers answer.
    /// </summary>
    internal bool HasRegularTiming { get; init; } = true;

    /// <summary>Frames that the reference sent and ours does not.</summary>
    internal IReadOnlyList<ExpectedLine> Without { get; init; } = [];

    /// <summary>Frames that ours sends and the reference did not.</summary>
    internal IReadOnlyList<ExpectedLine> With { get; init; } = [];

    /// <summary>Whether the connection is closed by the node; null: as recorded.</summary>
    internal bool? IsClosed { get; init; }

    /// <summary>How many pieces of malformed input are counted.</summary>
    internal int SkippedInput { get; init; }

    /// <summary>A scripted peer that closes its connection after it received its first data packet.</summary>
    internal string? DyingPeer { get; init; }
}
