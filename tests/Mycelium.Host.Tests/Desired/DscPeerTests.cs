using System.Text.Json.Nodes;

namespace Mycelium.Host.Tests.Desired;

public sealed class DscPeerTests : IDisposable
{
    private const string First = "\"endpoint\":\"tcp://192.0.2.1:9651\"";

    private readonly DscFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_peer_is_added_once_and_the_rest_of_the_file_and_its_service_stay()
    {
        File.WriteAllText(_folder.Configuration, "# mine\nname: a\npeers:\n  - tcp://192.0.2.9:1 # the old one\n");
        string service = $"Running\n{_folder.Configuration}\nManual\n{HostProcess.Executable}\n";
        File.WriteAllText(_folder.Service, service);
        JsonObject wanted = _folder.Input(First);
        Assert.False((bool)(await _folder.StateAsync("MyceliumPeer", "test", wanted))["_inDesiredState"]!);
        Assert.True((bool)(await _folder.StateAsync("MyceliumPeer", "whatIf", wanted))["_exist"]!);
        Assert.DoesNotContain("192.0.2.1", File.ReadAllText(_folder.Configuration), StringComparison.Ordinal);

        await _folder.StateAsync("MyceliumPeer", "set", wanted);
        await _folder.StateAsync("MyceliumPeer", "set", wanted);

        string text = File.ReadAllText(_folder.Configuration);
        Assert.StartsWith("# mine\nname: a\npeers:\n  - tcp://192.0.2.9:1 # the old one\n", text, StringComparison.Ordinal);
        Assert.Single(text.Split("192.0.2.1:9651")[1..]);
        Assert.True((bool)(await _folder.StateAsync("MyceliumPeer", "test", wanted))["_inDesiredState"]!);
        Assert.Equal("mycelium\n", _folder.Registered);
        Assert.Equal(service, File.ReadAllText(_folder.Service).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_peer_is_removed_however_its_endpoint_is_written()
    {
        File.WriteAllText(_folder.Configuration, "name: a\npeers: [\"tcp://[2001:db8:0::1]:9651\", \"tcp://192.0.2.9:1\"]\n");
        JsonObject wanted = _folder.Input("\"endpoint\":\"tcp://[2001:db8::1]:9651\",\"_exist\":false");

        Assert.False((bool)(await _folder.StateAsync("MyceliumPeer", "set", wanted))["_exist"]!);

        Assert.Equal("name: a\npeers: [\"tcp://192.0.2.9:1\"]\n", File.ReadAllText(_folder.Configuration));
        Assert.True((bool)(await _folder.StateAsync("MyceliumPeer", "test", wanted))["_inDesiredState"]!);
        Assert.Equal("", _folder.Registered);
    }

    [Fact]
    public async Task What_is_set_for_peers_stays_and_goes_with_them()
    {
        const string Kept = "name: a\npeers:\n  - { endpoint: tcp://192.0.2.9:1, cost: 500, enabled: false } # the old one\n";
        File.WriteAllText(_folder.Configuration, Kept + "  - endpoint: tcp://192.0.2.1:9651\n    cost: 7\n");
        Assert.True((bool)(await _folder.StateAsync("MyceliumPeer", "test", _folder.Input(First)))["_inDesiredState"]!);

        await _folder.StateAsync("MyceliumPeer", "set", _folder.Input(First + ",\"_exist\":false"));

        Assert.Equal(Kept, File.ReadAllText(_folder.Configuration));
    }

    [Fact]
    public async Task A_peer_that_is_switched_off_is_absent_and_set_switches_it_on_where_it_stands()
    {
        const string Off = "name: a\npeers:\n  - tcp://192.0.2.9:1\n  - { endpoint: tcp://192.0.2.1:9651, cost: 5000, enabled: false } # slow\n  - tcp://192.0.2.9:2\n";
        File.WriteAllText(_folder.Configuration, Off);
        JsonObject wanted = _folder.Input(First);
        JsonObject unwanted = _folder.Input(First + ",\"_exist\":false");
        Assert.False((bool)(await _folder.StateAsync("MyceliumPeer", "get", wanted))["_exist"]!);
        Assert.False((bool)(await _folder.StateAsync("MyceliumPeer", "test", wanted))["_inDesiredState"]!);
        Assert.False((bool)(await _folder.StateAsync("MyceliumPeer", "set", unwanted))["_exist"]!);
        Assert.Equal("", await ExportAsync());
        Assert.True((bool)(await _folder.StateAsync("MyceliumPeer", "whatIf", wanted))["_exist"]!);
        Assert.Equal(Off, File.ReadAllText(_folder.Configuration));

        Assert.True((bool)(await _folder.StateAsync("MyceliumPeer", "set", wanted))["_exist"]!);

        Assert.Equal(Off.Replace(", enabled: false", "", StringComparison.Ordinal), File.ReadAllText(_folder.Configuration));
        Assert.True((bool)(await _folder.StateAsync("MyceliumPeer", "test", wanted))["_inDesiredState"]!);
        Assert.Equal("tcp://192.0.2.1:9651", (string?)JsonNode.Parse(await ExportAsync())!["endpoint"]);

        async Task<string> ExportAsync() => (await _folder.RunAsync("MyceliumPeer", "export", wanted.ToJsonString())).Output;
    }

    [Fact]
    public async Task Peers_of_a_node_are_those_that_are_switched_on_and_others_stay_as_they_are()
    {
        const string Off = "  - { endpoint: tcp://192.0.2.1:9651, cost: 5000, enabled: false } # slow\n";
        File.WriteAllText(_folder.Configuration, "name: a\npeers:\n  - tcp://192.0.2.9:1\n" + Off + "  - tcp://192.0.2.9:2\n");
        JsonObject two = _folder.Input("\"name\":\"a\",\"peers\":[\"tcp://192.0.2.9:1\",\"tcp://192.0.2.9:2\"]");
        JsonObject one = _folder.Input("\"name\":\"a\",\"peers\":[\"tcp://192.0.2.9:2\"]");
        JsonObject slow = _folder.Input("\"name\":\"a\",\"peers\":[\"tcp://192.0.2.1:9651\",\"tcp://192.0.2.9:2\"]");
        Assert.True((bool)(await _folder.StateAsync("MyceliumNode", "test", two))["_inDesiredState"]!);
        Assert.False((bool)(await _folder.StateAsync("MyceliumNode", "test", slow))["_inDesiredState"]!);

        JsonObject made = await _folder.StateAsync("MyceliumNode", "set", one);

        Assert.Equal("[\"tcp://192.0.2.9:2\"]", made["peers"]!.ToJsonString());
        Assert.Equal("name: a\npeers:\n" + Off + "  - tcp://192.0.2.9:2\n", File.ReadAllText(_folder.Configuration));
        string foretold = (await _folder.StateAsync("MyceliumNode", "whatIf", slow)).ToJsonString();
        Assert.Equal(foretold, (await _folder.StateAsync("MyceliumNode", "set", slow)).ToJsonString());
        Assert.Equal(
            "name: a\npeers:\n  - { endpoint: tcp://192.0.2.1:9651, cost: 5000 } # slow\n  - tcp://192.0.2.9:2\n", File.ReadAllText(_folder.Configuration));
        Assert.True((bool)(await _folder.StateAsync("MyceliumNode", "test", slow))["_inDesiredState"]!);
    }

    [Fact]
    public async Task In_a_file_of_several_nodes_one_is_named()
    {
        File.WriteAllText(_folder.Configuration, "nodes:\n  - name: a\n  - name: b\n");

        HostResult unnamed = await _folder.RunAsync("MyceliumPeer", "set", _folder.Input(First).ToJsonString());
        Assert.Equal(2, unnamed.ExitCode);
        await _folder.StateAsync("MyceliumPeer", "set", _folder.Input(First + ",\"node\":\"b\""));

        Assert.False((bool)(await _folder.StateAsync("MyceliumPeer", "get", _folder.Input(First + ",\"node\":\"a\"")))["_exist"]!);
        HostResult all = await _folder.RunAsync(
            "MyceliumPeer", "export", new JsonObject { ["configurationPath"] = _folder.Configuration }.ToJsonString());
        JsonNode only = JsonNode.Parse(all.Output)!;
        Assert.Equal(("b", "tcp://192.0.2.1:9651"), ((string?)only["node"], (string?)only["endpoint"]));
    }

    [Fact]
    public async Task Without_a_file_there_is_no_peer_and_none_can_be_added()
    {
        Assert.False((bool)(await _folder.StateAsync("MyceliumPeer", "get", _folder.Input(First)))["_exist"]!);
        Assert.True((bool)(await _folder.StateAsync("MyceliumPeer", "test", _folder.Input(First + ",\"_exist\":false")))["_inDesiredState"]!);

        HostResult result = await _folder.RunAsync("MyceliumPeer", "set", _folder.Input(First).ToJsonString());

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("declare it as a MyceliumNode", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Configuration));
    }
}
