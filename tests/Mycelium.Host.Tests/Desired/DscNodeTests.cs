using System.Text.Json.Nodes;

namespace Mycelium.Host.Tests.Desired;

public sealed class DscNodeTests : IDisposable
{
    private const string Wanted = """
        "name":"gateway","keyPath":"gateway.key","listen":["tcp://127.0.0.1:9651"],"peers":[],"tunnel":"none","discovery":false,"mtu":1380,"state":"running"
        """;

    private readonly DscFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_node_is_made_once()
    {
        JsonObject wanted = _folder.Input(Wanted);
        Assert.False((bool)(await _folder.StateAsync("MyceliumNode", "test", wanted))["_inDesiredState"]!);

        JsonObject made = await _folder.StateAsync("MyceliumNode", "set", wanted);

        Assert.True((bool)made["_exist"]!);
        Assert.Equal(("running", "none", 1380), ((string?)made["state"], (string?)made["tunnel"], (int)made["mtu"]!));
        string text = File.ReadAllText(_folder.Configuration);
        Assert.Contains("keyFile: gateway.key\n", text, StringComparison.Ordinal);
        Assert.True((bool)(await _folder.StateAsync("MyceliumNode", "test", wanted))["_inDesiredState"]!);
        Assert.Equal(made.ToJsonString(), (await _folder.StateAsync("MyceliumNode", "set", wanted)).ToJsonString());
        Assert.Equal(made.ToJsonString(), (await _folder.StateAsync("MyceliumNode", "get", wanted)).ToJsonString());
        Assert.Equal((text, "mycelium\n"), (File.ReadAllText(_folder.Configuration), _folder.Registered));
    }

    [Fact]
    public async Task WhatIf_gives_the_state_that_set_gives_and_changes_nothing()
    {
        JsonObject foretold = await _folder.StateAsync("MyceliumNode", "whatIf", _folder.Input(Wanted));

        Assert.False(File.Exists(_folder.Configuration));
        Assert.False(File.Exists(_folder.Service));
        Assert.Equal(foretold.ToJsonString(), (await _folder.StateAsync("MyceliumNode", "set", _folder.Input(Wanted))).ToJsonString());
    }

    [Fact]
    public async Task Only_what_is_given_is_changed_and_comments_stay()
    {
        File.WriteAllText(_folder.Configuration, "# mine\nname: gateway\nlinkHealth: false # slow link\n");
        JsonObject wanted = _folder.Input("\"name\":\"gateway\",\"mtu\":1300");

        JsonObject made = await _folder.StateAsync("MyceliumNode", "set", wanted);

        Assert.False((bool)made["linkHealth"]!);
        string text = File.ReadAllText(_folder.Configuration);
        Assert.StartsWith("# mine\nname: gateway\nlinkHealth: false # slow link\n", text, StringComparison.Ordinal);
        Assert.Contains("mtu: 1300", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_service_is_started_anew_after_a_change_only()
    {
        await _folder.StateAsync("MyceliumNode", "set", _folder.Input(Wanted));
        await _folder.StateAsync("MyceliumNode", "set", _folder.Input("\"name\":\"gateway\",\"mtu\":1500"));
        Assert.Equal(("mycelium\nmycelium\n", "mycelium\nmycelium\n"), (_folder.Registered, _folder.Restarted));

        JsonObject stopped = await _folder.StateAsync("MyceliumNode", "set", _folder.Input("\"name\":\"gateway\",\"state\":\"stopped\""));
        Assert.Equal((true, "stopped"), ((bool)stopped["service"]!, (string?)stopped["state"]));
        Assert.Equal("", _folder.Unregistered);
        JsonObject gone = await _folder.StateAsync("MyceliumNode", "set", _folder.Input("\"name\":\"gateway\",\"service\":false"));
        Assert.False((bool)gone["service"]!);
        Assert.False(File.Exists(_folder.Service));
        Assert.True(File.Exists(_folder.Configuration));
    }

    [Fact]
    public async Task A_node_that_must_not_exist_is_taken_away_with_all_its_services()
    {
        await _folder.StateAsync("MyceliumNode", "set", _folder.Input(Wanted));
        string second = Path.Combine(Path.GetDirectoryName(_folder.Service)!, "second.service");
        string other = Path.Combine(Path.GetDirectoryName(_folder.Service)!, "other.service");
        File.Copy(_folder.Service, second);
        File.WriteAllText(other, "Running\n/etc/other.yaml\nAutomatic\n\n");
        JsonObject wanted = _folder.Input("\"name\":\"gateway\",\"_exist\":false");
        await _folder.StateAsync("MyceliumNode", "whatIf", wanted);
        Assert.True(File.Exists(_folder.Configuration));

        await _folder.StateAsync("MyceliumNode", "set", wanted);

        Assert.False(File.Exists(_folder.Configuration) || File.Exists(_folder.Service) || File.Exists(second));
        Assert.True(File.Exists(other));
        Assert.True((bool)(await _folder.StateAsync("MyceliumNode", "test", wanted))["_inDesiredState"]!);
    }

    [Fact]
    public async Task Export_lists_what_services_run_or_a_file_has()
    {
        Assert.Equal((0, "", ""), Plain(await _folder.RunAsync("MyceliumNode", "export", "")));
        await _folder.StateAsync("MyceliumNode", "set", _folder.Input(Wanted));

        Assert.Equal("gateway", (string?)JsonNode.Parse((await _folder.RunAsync("MyceliumNode", "export", "")).Output)!["name"]);
        File.WriteAllText(_folder.Configuration, "nodes:\n  - name: a\n  - name: b\n");
        HostResult both = await _folder.RunAsync("MyceliumNode", "export", new JsonObject { ["configurationPath"] = _folder.Configuration }.ToJsonString());
        Assert.Equal(["a", "b"], both.Output.Trim().Split('\n').Select(line => (string?)JsonNode.Parse(line)!["name"]));
    }

    [Theory]
    [InlineData("\"name\":\"A\"", "a")]
    [InlineData("\"name\":\"c\"", "")]
    [InlineData("\"mtu\":1300", "b")]
    [InlineData("\"peers\":[\"tcp://192.0.2.1:1\"]", "a")]
    [InlineData("\"keyPath\":\"b.key\",\"tunnel\":\"auto\"", "b")]
    [InlineData("\"tunnel\":\"auto\",\"state\":\"running\"", "a b")]
    [InlineData("\"state\":\"stopped\"", "")]
    [InlineData("\"serviceName\":\"mycelium\",\"service\":true", "a b")]
    [InlineData("\"serviceName\":\"other\"", "")]
    [InlineData("\"_exist\":false", "")]
    public async Task Export_gives_the_nodes_that_are_as_the_filter_says(string filter, string names)
    {
        File.WriteAllText(
            _folder.Configuration,
            "nodes:\n  - name: a\n    peers: [\"tcp://192.0.2.1:1\"]\n  - name: b\n    keyFile: b.key\n    tunnel: { mtu: 1300 }\n");
        File.WriteAllText(_folder.Service, $"Running\n{_folder.Configuration}\nManual\n{HostProcess.Executable}\n");

        HostResult result = await _folder.RunAsync("MyceliumNode", "export", _folder.Input(filter).ToJsonString());

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonNode[] found = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(names, string.Join(' ', found.Select(node => (string?)node["name"])));
        Assert.All(found, node => Assert.Single(node["listen"]!.AsArray()));
    }

    [Theory]
    [InlineData("", 2, "no input")]
    [InlineData("{", 2, "not JSON")]
    [InlineData("[]", 2, "not an object")]
    [InlineData("{\"name\":\"a\"}", 2, "'configurationPath' is missing")]
    [InlineData("{\"configurationPath\":\"/tmp/x.yaml\",\"name\":\"a\",\"colour\":1}", 2, "'colour' is not a property")]
    [InlineData("{\"configurationPath\":\"/tmp/x.yaml\",\"name\":\"a\",\"mtu\":\"1400\"}", 2, "'mtu' is not of type integer")]
    [InlineData("{\"configurationPath\":\"/tmp/x.yaml\",\"name\":\"a\",\"mtu\":1}", 2, "from 1280 to 65000")]
    [InlineData("{\"configurationPath\":\"/tmp/x.yaml\",\"name\":\"a\",\"peers\":[1]}", 2, "'peers' is not of type array")]
    [InlineData("{\"configurationPath\":\"/tmp/x.yaml\",\"name\":\"a\",\"tunnel\":\"wire\"}", 2, "no value of the property 'tunnel'")]
    [InlineData("{\"configurationPath\":\"/tmp/x.yaml\",\"name\":\"$(exit 9)\"}", 2, "no value of the property 'name'")]
    [InlineData("{\"configurationPath\":\"/tmp/x.yaml\",\"name\":\"a\",\"service\":false,\"state\":\"running\"}", 2, "without a service")]
    public async Task Bad_input_is_an_error_in_words(string input, int code, string message)
    {
        HostResult result = await _folder.RunAsync("MyceliumNode", "set", input);

        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        JsonNode line = JsonNode.Parse(result.Error)!;
        Assert.Contains(message, (string?)line["error"], StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/x.yaml"));
    }

    [Fact]
    public async Task A_file_that_has_mistakes_or_another_node_is_left_as_it_is()
    {
        foreach (string text in new[] { "nme: gateway\n", "name: other\n", "nodes:\n  - name: a\n  - name: b\n" })
        {
            File.WriteAllText(_folder.Configuration, text);

            HostResult result = await _folder.RunAsync("MyceliumNode", "set", _folder.Input(Wanted).ToJsonString());

            Assert.Equal(3, result.ExitCode);
            Assert.NotNull(JsonNode.Parse(result.Error.Split('\n')[0])!["error"]);
            Assert.Equal(text, File.ReadAllText(_folder.Configuration));
            Assert.False(File.Exists(_folder.Service));
        }
    }

    [Fact]
    public async Task A_service_that_can_not_be_made_is_a_failure_and_not_a_mistake_of_the_file()
    {
        HostResult result = await _folder.RunAsync(
            "MyceliumNode", "set", _folder.Input("\"name\":\"a\",\"state\":\"running\",\"serviceName\":\"forbidden\"").ToJsonString());

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal("{\"error\":\"Access is denied.\"}\n", result.Error);
        Assert.False(File.Exists(_folder.Configuration));
    }

    [Fact]
    public async Task A_change_that_its_service_does_not_take_leaves_service_and_file_as_they_were()
    {
        await _folder.StateAsync("MyceliumNode", "set", _folder.Input(Wanted));
        (string file, string service) = (File.ReadAllText(_folder.Configuration), File.ReadAllText(_folder.Service));
        _folder.RefuseChanges();

        HostResult result = await _folder.RunAsync("MyceliumNode", "set", _folder.Input("\"name\":\"gateway\",\"mtu\":1500").ToJsonString());
        HostResult peer = await _folder.RunAsync("MyceliumPeer", "set", _folder.Input("\"endpoint\":\"tcp://192.0.2.1:9651\"").ToJsonString());

        // What it read of the refused file must not go on: it starts anew with the one that is back.
        const string Error = "{\"warn\":\"registered mycelium\"}\n{\"error\":\"Access is denied.\"}\n";
        Assert.Equal((1, Error), (result.ExitCode, result.Error));
        Assert.Equal((1, Error), (peer.ExitCode, peer.Error));
        Assert.Equal(3, _folder.Restarted.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((file, service), (File.ReadAllText(_folder.Configuration), File.ReadAllText(_folder.Service)));
        Assert.Equal("", _folder.Unregistered);
    }

    // A path may hold anything that a file system takes; it must come out as it went in, and run nothing.
    [Fact]
    public async Task Texts_of_the_input_never_become_code()
    {
        string odd = Path.Combine(Path.GetDirectoryName(_folder.Configuration)!, "a'; exit 9; $(exit 9) `n & \"q\"", "n.yaml");
        var wanted = new JsonObject { ["configurationPath"] = odd, ["name"] = "a", ["keyPath"] = "$(exit 9)';.key", ["state"] = "running" };

        JsonObject made = await _folder.StateAsync("MyceliumNode", "set", wanted);

        Assert.Equal(odd, (string?)made["configurationPath"]);
        Assert.Equal(Path.Combine(Path.GetDirectoryName(odd)!, "$(exit 9)';.key"), (string?)made["keyPath"]);
        Assert.True((bool)(await _folder.StateAsync("MyceliumNode", "test", wanted))["_inDesiredState"]!);
        Assert.True(File.Exists(odd));
    }

    private static (int ExitCode, string Output, string Error) Plain(HostResult result) => (result.ExitCode, result.Output, result.Error);
}
