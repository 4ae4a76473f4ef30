using System.Text.Json;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

/// <summary>The frames of the transcript that have no decoded fields, since they are wrong on purpose or several in one write.</summary>
public sealed class TranscriptTests
{
    private static readonly string[] Nothing = [];

    // What a robust reader makes of each; the recorded node loses the stream or its task on most of the skipped ones.
    private static readonly Dictionary<string, (FrameStatus Status, string[] Tlvs)> Expected = new()
    {
        ["bad_version"] = (FrameStatus.Fatal, Nothing),
        ["bad_type"] = (FrameStatus.Fatal, Nothing),
        ["http"] = (FrameStatus.Fatal, Nothing),
        ["bad_magic"] = (FrameStatus.Skipped, Nothing),
        ["unknown_tlv"] = (FrameStatus.Control, Nothing),
        ["short_hello"] = (FrameStatus.Control, Nothing),
        ["pad_tlv"] = (FrameStatus.Control, Nothing),
        ["short_update"] = (FrameStatus.Control, Nothing),
        ["update_prefix_129"] = (FrameStatus.Control, Nothing),
        ["update_prefix_32"] = (FrameStatus.Control, ["Update"]),
        ["control_in_one_write"] = (FrameStatus.Control, [.. Enumerable.Repeat("Hello", 10)]),
    };

    public static TheoryData<string> Scenarios => [.. Undecoded().Select(item => item.Scenario).Distinct()];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_frame_without_decoded_fields_is_taken_as_our_column_of_the_conformance_table_says(string scenario)
    {
        (FrameStatus status, string[] tlvs) = Expected[scenario];
        foreach ((_, byte[] bytes) in Undecoded().Where(item => item.Scenario == scenario))
        {
            var cursor = new FrameCursor(bytes);

            Assert.Equal(status, cursor.Read(out _));
            Assert.Equal(tlvs, status == FrameStatus.Fatal ? [] : TlvJson.ReadFrame(bytes).Select(tlv => tlv.Type.ToString()));
        }
    }

    [Fact]
    public void The_Update_of_a_32_is_read_and_does_not_pass_the_filters()
    {
        ControlTlv update = Assert.Single(TlvJson.ReadFrame(Undecoded().Single(item => item.Scenario == "update_prefix_32").Bytes));

        Assert.Equal(32, update.Update.Subnet.PrefixLength);
        Assert.False(Router.PassesFilters(update.Update));
    }

    [Fact]
    public void Every_scenario_with_such_a_frame_is_expected_and_every_expectation_recorded() =>
        Assert.Equal(Expected.Keys.Order(), Undecoded().Select(item => item.Scenario).Distinct().Order());

    [Fact]
    public void Every_sealed_buffer_has_the_fields_that_open_it_or_is_meant_not_to_open()
    {
        JsonElement[] data =
        [
            .. VectorFile.Transcript.Items("scenarios").SelectMany(scenario => scenario.Items("log"))
                .Where(entry => entry.Has("decoded")).Select(entry => entry.GetProperty("decoded"))
                .Where(decoded => decoded.Text("kind") == "data"),
        ];

        // An empty buffer and a damaged one.
        Assert.Equal(2, data.Count(decoded => !decoded.Has("plaintext")));
    }

    private static IEnumerable<(string Scenario, byte[] Bytes)> Undecoded() =>
        from scenario in VectorFile.Transcript.Items("scenarios")
        from entry in scenario.Items("log")
        where entry.Has("hex") && !entry.Has("decoded")
        select (scenario.Text("name"), entry.Hex("hex"));
}
