using System.Text.Json;

namespace Mycelium.Host.Tests.Cmdlets;

public sealed class ConvertToJsonCommandTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("2.0", "2.0")]
    [InlineData("1e300", "1E+300")]
    [InlineData("[double]::NaN", "\"NaN\"")]
    [InlineData("$true, $null, 'a\"b<é>'", "[true,null,\"a\\\"b<é>\"]")]
    [InlineData("[DayOfWeek]::Monday", "1")]
    [InlineData("[ordered]@{ a = 1; b = @(1, 'x') }", "{\"a\":1,\"b\":[1,\"x\"]}")]
    [InlineData("[pscustomobject]@{ At = [datetimeoffset]'2020-01-02T03:04:05Z' }", "{\"At\":\"2020-01-02T03:04:05+00:00\"}")]
    [InlineData("[uri]'http://a/', [ulong]::MaxValue", "[\"http://a/\",18446744073709551615]")]
    public void Converts_values(string value, string expected) =>
        Assert.Equal(expected, TestSession.Run($"{value} | ConvertTo-Json -Compress").Trim());

    [Fact]
    public void An_array_of_one_and_names_of_enumerations_can_be_asked_for() =>
        Assert.Equal("[\"Monday\"]", TestSession.Run("[DayOfWeek]::Monday | ConvertTo-Json -Compress -AsArray -EnumsAsStrings").Trim());

    [Fact]
    public void What_is_too_deep_becomes_its_text_with_a_warning()
    {
        string output = TestSession.Run("@{ a = @{ b = @{ c = 1 } } } | ConvertTo-Json -Compress -Depth 1");

        const string Expected = "{\"a\":{\"b\":\"System.Collections.Hashtable\"}}\nWARNING: Resulting JSON is truncated";
        Assert.StartsWith(Expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_whose_properties_throw_is_converted()
    {
        using JsonDocument json = JsonDocument.Parse(TestSession.Run("[ipaddress]'192.0.2.1' | ConvertTo-Json"));

        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("ScopeId").ValueKind);
    }
}
