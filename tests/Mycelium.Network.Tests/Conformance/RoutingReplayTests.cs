using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>Scenarios with several neighbours.</summary>
public sealed class RoutingReplayTests(ConformanceNode node) : ReplayTests(node)
{
    [SkippableTheory]
    [InlineData("retraction")]
    [InlineData("transit")]
    [InlineData("switch")]
    public Task A_recorded_scenario_is_answered_as_documented(string scenario) => ReplayAsync(scenario);
}
