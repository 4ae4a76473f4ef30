namespace Mycelium.Network.Tests.Conformance;

/// <summary>What is not as recorded, by scenario; the reasons are in <c>docs/conformance.md</c>.</summary>
internal static class ScenarioCases
{
    private static readonly ScenarioCase Closed = new() { HasRegularTiming = false, SkippedInput = 1 };

    private static readonly ScenarioCase Skipped = new()
    {
        HasRegularTiming = false,
        IsBetter = true,
        With = [new ExpectedLine("A", "ihu ")],
        IsClosed = false,
        SkippedInput = 1,
    };

    private static readonly Dictionary<string, ScenarioCase> Known = new()
    {
        ["bad_version"] = Closed,
        ["bad_type"] = Closed,
        ["http"] = Closed,
        ["bad_magic"] = Skipped,
        ["unknown_tlv"] = Skipped,
        ["update_prefix_129"] = Skipped,
        ["short_hello"] = Skipped,
        ["short_update"] = Skipped,
        ["pad_tlv"] = Skipped with { SkippedInput = 0 },

        // The wanted seqno, what it was meanwhile, and one more.
        ["seqno_request"] = new()
        {
            IsBetter = true,
            With = [new ExpectedLine("A", "update node metric 0 seqno 1"), new ExpectedLine("A", "update node metric 0 seqno 2")],
        },

        // The reference took in B's Update, sent in the same instant as A's, first.
        ["retraction"] = new() { Without = [new ExpectedLine("A", "update C metric 1315")] },

        // A packet that waited loses one hop, not two. When A announced itself the reference had not yet taken in B's connection.
        ["transit"] = new()
        {
            IsBetter = true,
            Without = [new ExpectedLine("B", "hop limit 28 length 96 body b4a0dfca")],
            With = [new ExpectedLine("B", "hop limit 29 length 96 body b4a0dfca"), new ExpectedLine("B", "update A metric 1015 seqno 0")],
        },

        // The reference still sent the second packet to B, whose connection was closed.
        ["switch"] = new()
        {
            IsBetter = true,
            DyingPeer = "B",
            Without = [new ExpectedLine("B", "body 9fbf3594")],
            With = [new ExpectedLine("A", "body 9fbf3594")],
        },

        // Closed earlier; played without link health too.
        ["silent_peer"] = new() { HasRegularTiming = false, IsBetter = true },
        ["quiet_45_s"] = new() { HasRegularTiming = false },
    };

    internal static ScenarioCase For(string name) => Known.GetValueOrDefault(name) ?? new ScenarioCase();
}
