using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mycelium.Engine.Tests.Configuration;

/// <summary>Checks a value against the few words of JSON schema that ours uses; knows no others, and says so.</summary>
internal sealed class SchemaCheck(JsonObject root)
{
    /// <summary>Whether a value is valid.</summary>
    internal bool IsValid(JsonNode? value) => Holds(root, value);

    private bool Holds(JsonObject schema, JsonNode? value) => schema.All(word => word.Key switch
    {
        "$schema" or "description" or "default" or "definitions" or "then" => true,
        "$ref" => Holds(Definition(word.Value!.GetValue<string>()), value),
        "type" => HasType(word.Value!.GetValue<string>(), value),
        "enum" => word.Value!.AsArray().Any(item => JsonNode.DeepEquals(item, value)),
        "minimum" => value is not JsonValue number || number.GetValue<int>() >= word.Value!.GetValue<int>(),
        "maximum" => value is not JsonValue number || number.GetValue<int>() <= word.Value!.GetValue<int>(),
        "pattern" => value is not JsonValue text || Regex.IsMatch(text.GetValue<string>(), word.Value!.GetValue<string>()),
        "minLength" => value is not JsonValue text || text.GetValue<string>().Length >= word.Value!.GetValue<int>(),
        "minItems" => value is not JsonArray array || array.Count >= word.Value!.GetValue<int>(),
        "maxProperties" => value is not JsonObject item || item.Count <= word.Value!.GetValue<int>(),
        "required" => value is not JsonObject item || word.Value!.AsArray().All(name => item.ContainsKey(name!.GetValue<string>())),
        "items" => value is not JsonArray array || array.All(item => Holds(word.Value!.AsObject(), item)),
        "properties" => value is not JsonObject item || word.Value!.AsObject().All(
            property => !item.ContainsKey(property.Key) || Holds(property.Value!.AsObject(), item[property.Key])),
        "additionalProperties" => value is not JsonObject item
            || item.All(property => schema["properties"]!.AsObject().ContainsKey(property.Key)),
        "oneOf" => word.Value!.AsArray().Count(choice => Holds(choice!.AsObject(), value)) == 1,
        "not" => !Holds(word.Value!.AsObject(), value),
        "if" => !Holds(word.Value!.AsObject(), value) || Holds(schema["then"]!.AsObject(), value),
        _ => throw new NotSupportedException(word.Key),
    });

    private JsonObject Definition(string reference) => root["definitions"]![reference.Split('/')[^1]]!.AsObject();

    private static bool HasType(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value is JsonValue text && text.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "integer" => value is JsonValue number && number.TryGetValue(out int _),
        "boolean" => value is JsonValue boolean && boolean.TryGetValue(out bool _),
        _ => throw new NotSupportedException(type),
    };
}
