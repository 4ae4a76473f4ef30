using System.Text.Json;
using Mycelium.Engine.Identity;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>One scenario of the recording, with its keys.</summary>
internal sealed class Transcript : IDisposable
{
    private static readonly Lazy<JsonElement> LazyFile = new(Read);

    private Transcript(JsonElement scenario)
    {
        Name = scenario.GetProperty("name").GetString()!;
        Node = NodeIdentity.FromSecretKey(NodeSecretKey);
        Identities = scenario.GetProperty("identities").EnumerateObject().ToDictionary(
            item => item.Name, item => NodeIdentity.FromSecretKey(Hex(item.Value, "secret_key")));
        Entries = [.. scenario.GetProperty("log").EnumerateArray().Select(Entry)];
    }

    /// <summary>Names of all scenarios, in the order of the recording.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        [.. LazyFile.Value.GetProperty("scenarios").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];

    /// <summary>The key of the node under test.</summary>
    internal static byte[] NodeSecretKey => Hex(LazyFile.Value.GetProperty("node"), "secret_key");

    internal string Name { get; }

    internal NodeIdentity Node { get; }

    /// <summary>The identities of the scripted peers and those behind them, by name.</summary>
    internal IReadOnlyDictionary<string, NodeIdentity> Identities { get; }

    internal IReadOnlyList<TranscriptEntry> Entries { get; }

    internal static Transcript Load(string name) => new(
        LazyFile.Value.GetProperty("scenarios").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name));

    public void Dispose()
    {
        Node.Dispose();
        foreach (NodeIdentity identity in Identities.Values) { identity.Dispose(); }
    }

    private static TranscriptEntry Entry(JsonElement entry) => new(
        TimeSpan.FromMilliseconds(entry.GetProperty("t_ms").GetDouble()),
        entry.GetProperty("peer").GetString()!,
        entry.GetProperty("what").GetString()!,
        entry.TryGetProperty("hex", out _) ? Hex(entry, "hex") : []);

    private static byte[] Hex(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    private static JsonElement Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "vectors", "reference-transcript.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
