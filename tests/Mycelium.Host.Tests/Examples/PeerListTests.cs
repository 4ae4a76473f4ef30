namespace Mycelium.Host.Tests.Examples;

public sealed class PeerListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reports_only_the_peers_that_do_not_come_up()
    {
        HostResult result = await RunAsync(
            "hub,$($hub.Listen[0])`nclosed,tcp://127.0.0.1:1`nbad,foo://x",
            "| ForEach-Object { $_.Name, $_.Endpoint, $_.State, $_.LastError -join '|' }");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.Trim().Split('\n');
        Assert.StartsWith("bad|foo://x|Refused|", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^closed\|tcp://127\.0\.0\.1:1\|(Dead|Connecting)\|", lines[1]);
        Assert.Equal("still running: hub", lines[2]);
    }

    [Fact]
    public async Task Says_nothing_when_all_are_up()
    {
        HostResult result = await RunAsync("hub,$($hub.Listen[0])", "");

        Assert.Equal((0, "", "still running: hub\n"), (result.ExitCode, result.Error, result.Output));
    }

    [Fact]
    public async Task A_file_without_endpoints_is_an_error()
    {
        string list = _folder.Write("peers.csv", "Name,Address\nx,y\n");
        HostResult result = await HostProcess.RunAsync(_folder.Write("test.ps1", $$"""
            try { & '{{HostProcess.Example("Fleet/Test-PeerList.ps1")}}' '{{list}}' } catch { "$($_.FullyQualifiedErrorId): $_" }
            """));

        Assert.Equal((0, "", $"PeerListInvalid: The file '{list}' has no column Endpoint.\n"), (result.ExitCode, result.Error, result.Output));
    }

    // The hub runs in the same process, where the example finds it over loopback.
    private Task<HostResult> RunAsync(string rows, string pipeline) => HostProcess.RunAsync(_folder.Write("test.ps1", $"""
        $hub = Start-MyceliumNode hub -Listen tcp://127.0.0.1:0 -Tunnel None -NoDiscovery
        "Name,Endpoint`n{rows}" > '{_folder.Path}/peers.csv'
        & '{HostProcess.Example("Fleet/Test-PeerList.ps1")}' '{_folder.Path}/peers.csv' -TimeoutSeconds 3 {pipeline}
        "still running: $((Get-MyceliumNode).Name)"
        """));
}
