using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mycelium.Host.Tests.Desired;

public sealed class DscManifestTests
{
    private static readonly string[] Operations = ["get", "set", "whatIf", "test", "export"];

    // What the published schema of manifests asks for, of DSC 3.0 and later.
    [Theory]
    [InlineData("MyceliumNode")]
    [InlineData("MyceliumPeer")]
    public void Manifests_say_what_DSC_needs(string resource)
    {
        JsonElement manifest = DscFolder.Manifest(resource);

        Assert.Equal("https://aka.ms/dsc/schemas/v3/bundled/resource/manifest.json", manifest.GetProperty("$schema").GetString());
        Assert.Matches(@"^\w+(\.\w+){0,3}/\w+$", manifest.GetProperty("type").GetString());
        Assert.Equal("Mycelium/" + resource, manifest.GetProperty("type").GetString());
        Assert.All(manifest.GetProperty("tags").EnumerateArray(), tag => Assert.Matches(@"^\w+$", tag.GetString()));
        Assert.Equal(["0", "1", "2", "3"], manifest.GetProperty("exitCodes").EnumerateObject().Select(code => code.Name));
        Assert.Superset(
            new HashSet<string>(manifest.EnumerateObject().Select(property => property.Name)),
            new HashSet<string>(["$schema", "type", "version", "description", "tags", .. Operations, "exitCodes", "schema"]));
        foreach (string operation in Operations)
        {
            JsonElement command = manifest.GetProperty(operation);
            string[] arguments = [.. command.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)];
            Assert.Equal(("pwsh", "stdin"), (command.GetProperty("executable").GetString(), command.GetProperty("input").GetString()));
            Assert.Equal(["-File", "./Mycelium.Dsc.ps1", "-Resource", resource, "-Operation", operation], arguments[^6..]);
            Assert.Contains("-NoProfile", arguments);
        }

        Assert.All(new[] { "set", "whatIf", "test" }, name => Assert.Equal("state", manifest.GetProperty(name).GetProperty("return").GetString()));
        Assert.All(new[] { "set", "whatIf" }, name => Assert.True(manifest.GetProperty(name).GetProperty("handlesExist").GetBoolean()));
        Assert.True(File.Exists(Path.Combine(DscFolder.Folder, "Mycelium.Dsc.ps1")));
    }

    [Theory]
    [InlineData("MyceliumNode")]
    [InlineData("MyceliumPeer")]
    public void The_version_is_that_of_the_module(string resource)
    {
        string manifest = File.ReadAllText(Path.Combine(DscFolder.Folder, "..", "Mycelium.psd1"));

        Assert.Equal(Regex.Match(manifest, @"ModuleVersion = '([^']+)'").Groups[1].Value, DscFolder.Manifest(resource).GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("MyceliumNode")]
    [InlineData("MyceliumPeer")]
    public void Schemas_describe_each_property_in_words_that_are_known(string resource)
    {
        JsonElement schema = DscFolder.Manifest(resource).GetProperty("schema").GetProperty("embedded");

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.GetProperty("$schema").GetString());
        Assert.Equal("object", schema.GetProperty("type").GetString());
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        JsonProperty[] properties = [.. schema.GetProperty("properties").EnumerateObject()];
        Assert.All(schema.GetProperty("required").EnumerateArray(), name => Assert.Contains(properties, property => property.Name == name.GetString()));
        foreach (JsonProperty property in properties)
        {
            if (property.Name.StartsWith('_'))
            {
                string reference = property.Value.GetProperty("$ref").GetString()!;
                Assert.Equal(reference, schema.GetProperty("$defs").GetProperty(reference).GetProperty("$id").GetString());
                continue;
            }

            Assert.NotEqual("", property.Value.GetProperty("description").GetString());
            Assert.Contains(property.Value.GetProperty("type").GetString(), new[] { "string", "boolean", "integer", "array" });
            if (property.Value.TryGetProperty("pattern", out JsonElement pattern)) { _ = new Regex(pattern.GetString()!); }
        }
    }

    [Fact]
    public async Task Scripts_read_and_write_the_properties_of_the_schema_and_no_others()
    {
        using var folder = new DscFolder();
        await folder.StateAsync("MyceliumNode", "set", folder.Input("""
            "name":"a","keyPath":"a.key","peers":["tcp://192.0.2.1:1"],"state":"stopped","service":true
            """));
        await HostProcess.RunAsync("-Command", $"New-MyceliumIdentity '{Path.Combine(Path.GetDirectoryName(folder.Configuration)!, "a.key")}'");

        foreach ((string resource, string key) in new[] { ("MyceliumNode", "\"name\":\"a\""), ("MyceliumPeer", "\"endpoint\":\"tcp://192.0.2.1:1\"") })
        {
            IEnumerable<string> written = (await folder.StateAsync(resource, "test", folder.Input(key))).Select(pair => pair.Key);
            IEnumerable<string> described = DscFolder.Manifest(resource)
                .GetProperty("schema").GetProperty("embedded").GetProperty("properties").EnumerateObject().Select(property => property.Name);
            Assert.Equal(described.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        }
    }
}
