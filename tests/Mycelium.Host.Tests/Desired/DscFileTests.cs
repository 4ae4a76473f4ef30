using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mycelium.Host.Tests.Desired;

/// <summary>Which files the resources take, and what of a file stays.</summary>
public sealed class DscFileTests : IDisposable
{
    private const string Peer = "\"endpoint\":\"tcp://192.0.2.1:9651\"";

    private readonly DscFolder _folder = new();

    public static TheoryData<string, string> Operations
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string operation in new[] { "get", "test", "whatIf", "set", "export" })
            {
                all.Add("MyceliumNode", operation);
                all.Add("MyceliumPeer", operation);
            }

            return all;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_path_that_is_not_full_is_not_taken(string resource, string operation)
    {
        foreach ((string path, string message) in new[]
        {
            ("./rel.yaml", "The property 'configurationPath' is not a full path: './rel.yaml'."),
            ("  ", "The property 'configurationPath' is empty."),
            (_folder.Configuration + "\0.yaml", "The property 'configurationPath' has a character that no path can have."),
        }.Take(operation == "set" ? 3 : 1))
        {
            HostResult result = await _folder.RunAsync(resource, operation, Input(resource, path).ToJsonString());

            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Equal(message, (string?)JsonNode.Parse(result.Error)!["error"]);
        }

        Assert.False(File.Exists(Path.Combine(DscFolder.Folder, "rel.yaml")));
    }

    [Fact]
    public async Task A_key_file_has_a_path_that_can_be()
    {
        HostResult result = await _folder.RunAsync("MyceliumNode", "set", _folder.Input("\"name\":\"a\",\"keyPath\":\"a\\u0000b\"").ToJsonString());

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("The property 'keyPath' has a character that no path can have.", (string?)JsonNode.Parse(result.Error)!["error"]);
        Assert.False(File.Exists(_folder.Configuration));
    }

    [Theory]
    [InlineData("MyceliumNode")]
    [InlineData("MyceliumPeer")]
    public void The_schema_says_which_paths_are_full(string resource)
    {
        string pattern = DscFolder.Manifest(resource).GetProperty("schema").GetProperty("embedded")
            .GetProperty("properties").GetProperty("configurationPath").GetProperty("pattern").GetString()!;

        Assert.All(["/etc/n.yaml", @"C:\n.yaml", "c:/n.yaml", @"\\host\share\n.yaml"], path => Assert.Matches(pattern, path));
        Assert.All(["n.yaml", "./n.yaml", @"C:n.yaml", @"\n.yaml", " ", "~/n.yaml"], path => Assert.DoesNotMatch(pattern, path));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_folder_is_not_a_file_whatever_the_operation(string resource, string operation)
    {
        string folder = Path.GetDirectoryName(_folder.Configuration)!;
        string[] paths = [folder, folder + "/", Path.Combine(folder, "none") + "/"];
        foreach (string path in paths.Take(operation == "set" ? 3 : 1))
        {
            HostResult result = await _folder.RunAsync(resource, operation, Input(resource, path).ToJsonString());

            Assert.Equal((3, ""), (result.ExitCode, result.Output));
            string error = (string?)JsonNode.Parse(result.Error)!["error"] ?? "";
            Assert.Equal($"The configuration file '{Path.GetFullPath(path)}' can't be used: it is a folder. Name a file in it.", error);
        }
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task The_encoding_stays_when_a_file_is_changed_and_when_a_change_is_taken_back(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        File.WriteAllText(_folder.Configuration, "# für mich\nname: a\n", encoding);
        File.WriteAllText(_folder.Service, $"Running\n{_folder.Configuration}\nManual\n{HostProcess.Executable}\n");

        await _folder.StateAsync("MyceliumNode", "set", _folder.Input("\"name\":\"a\",\"mtu\":1300"));
        await _folder.StateAsync("MyceliumPeer", "set", _folder.Input(Peer));

        byte[] changed = File.ReadAllBytes(_folder.Configuration);
        string text = encoding.GetString(changed.AsSpan(encoding.Preamble.Length));
        Assert.True(changed.AsSpan().StartsWith(encoding.Preamble));
        Assert.StartsWith("# für mich\nname: a\ntunnel:\n  mtu: 1300\npeers:", text, StringComparison.Ordinal);
        _folder.RefuseChanges();
        Assert.Equal(1, (await _folder.RunAsync("MyceliumNode", "set", _folder.Input("\"name\":\"a\",\"mtu\":1500").ToJsonString())).ExitCode);
        Assert.Equal(changed, File.ReadAllBytes(_folder.Configuration));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_folder.Configuration)!, "*.tmp"));
    }

    [Theory]
    [InlineData("MyceliumNode", "\"name\":\"a\",\"mtu\":1300")]
    [InlineData("MyceliumNode", "\"name\":\"a\",\"_exist\":false")]
    [InlineData("MyceliumPeer", Peer)]
    public async Task A_read_only_file_is_refused_and_whatIf_says_so(string resource, string properties)
    {
        File.WriteAllText(_folder.Configuration, "name: a\n");
        File.SetAttributes(_folder.Configuration, FileAttributes.ReadOnly);
        string input = _folder.Input(properties).ToJsonString();

        HostResult foretold = await _folder.RunAsync(resource, "whatIf", input);
        HostResult result = await _folder.RunAsync(resource, "set", input);

        Assert.Equal((3, "", foretold.Error), (result.ExitCode, result.Output, result.Error));
        Assert.Equal(3, foretold.ExitCode);
        Assert.Contains("It is read-only.", result.Error, StringComparison.Ordinal);
        Assert.Equal("name: a\n", File.ReadAllText(_folder.Configuration));
        await _folder.StateAsync("MyceliumNode", "set", _folder.Input("\"name\":\"a\""));
        File.SetAttributes(_folder.Configuration, FileAttributes.Normal);
    }

    private static JsonObject Input(string resource, string path) => JsonNode.Parse(
        $"{{\"configurationPath\":{JsonSerializer.Serialize(path)},{(resource == "MyceliumNode" ? "\"name\":\"a\"" : Peer)}}}")!.AsObject();
}
