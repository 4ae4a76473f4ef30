using System.Text.Json;

namespace Mycelium.Engine.Tests.Vectors;

/// <summary>The recorded test vectors, parsed once.</summary>
internal static class VectorFile
{
    private static readonly Lazy<JsonElement> LazyIdentity = new(() => Read("identity.json"));
    private static readonly Lazy<JsonElement> LazyRouting = new(() => Read("routing.json"));
    private static readonly Lazy<JsonElement> LazyMessages = new(() => Read("messages.json"));
    private static readonly Lazy<JsonElement> LazyTranscript = new(() => Read("reference-transcript.json"));

    internal static JsonElement Identity => LazyIdentity.Value;

    internal static JsonElement Routing => LazyRouting.Value;

    internal static JsonElement Messages => LazyMessages.Value;

    internal static JsonElement Transcript => LazyTranscript.Value;

    internal static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.Text(name));

    internal static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    internal static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    internal static bool Flag(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    internal static bool Has(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    internal static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray();

    private static JsonElement Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", name)));
        return document.RootElement.Clone();
    }
}
