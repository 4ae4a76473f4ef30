using Xunit;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>Scenarios in which the neighbour sends what it should not.</summary>
public sealed class MalformedReplayTests(ConformanceNode node) : ReplayTests(node)
{
    [SkippableTheory]
    [InlineData("bad_version")]
    [InlineData("bad_type")]
    [InlineData("http")]
    [InlineData("bad_magic")]
    [InlineData("unknown_tlv")]
    [InlineData("update_prefix_129")]
    [InlineData("update_prefix_32")]
    [InlineData("short_hello")]
    [InlineData("pad_tlv")]
    [InlineData("short_update")]
    public Task Malformed_input_is_skipped_or_ends_the_connection_as_documented(string scenario) => ReplayAsync(scenario);
}
