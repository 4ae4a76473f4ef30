using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class EventCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public EventCommandTests() => _session.StartPair();

    [Fact]
    public void The_past_of_each_node_is_shown_in_order()
    {
        PSObject first = _session.Run("Get-MyceliumEvent -Node alpha").Objects[0];

        Assert.Equal(("alpha", "Information", "node"), (first.Text("Node"), first.Text("Severity"), first.Text("Source")));
        Assert.StartsWith("Started as", first.Text("Message"), StringComparison.Ordinal);
        Assert.Equal(["alpha", "beta"], _session.Run("(Get-MyceliumNode | Get-MyceliumEvent node).Node").Texts);
    }

    [Fact]
    public void Events_are_filtered_by_source_severity_time_and_number()
    {
        Assert.All(_session.Run("Get-MyceliumEvent p* -Node alpha").Objects, item => Assert.Equal("peering", item.Text("Source")));
        Assert.Empty(_session.Run("Get-MyceliumEvent -Node alpha -Severity Error, Warning").Objects);
        Assert.Single(_session.Run("Get-MyceliumEvent -Node alpha -Newest 1").Objects);
        Assert.Equal(
            _session.Run("(Get-MyceliumEvent -Node alpha)[-1].Message").Texts,
            _session.Run("(Get-MyceliumEvent -Node alpha -Newest 1).Message").Texts);
        Assert.Empty(_session.Run("Get-MyceliumEvent -Node alpha -After ([DateTimeOffset]::UtcNow.AddHours(1))").Objects);
        Assert.Empty(_session.Run("Get-MyceliumEvent -Node alpha -Before ([DateTimeOffset]::UtcNow.AddHours(-1))").Objects);
        Assert.Equal(["NodeNotFound"], _session.Run("Get-MyceliumEvent -Node gamma").ErrorIds);
    }

    [Fact]
    public void New_events_are_followed_until_the_node_ends()
    {
        string[] messages = _session.Run("""
            Get-MyceliumEvent node -Node beta -Wait -Timeout 60 | ForEach-Object {
                $_.Message
                if ($_.Message -like 'Started*') { Stop-MyceliumNode beta }
            }
            """).Texts;

        Assert.Equal(2, messages.Length);
        Assert.Equal("Stopped.", messages[1]);
    }

    // As Register-ObjectEvent does, which the bare engine lacks.
    [Theory]
    [InlineData("EventRaised", "$item.Message -like '*tcp://127.0.0.1:*'")]
    [InlineData("PeerChanged", "$item.Kind -eq 'Added' -and $item.Endpoint -like 'tcp://127.0.0.1:*'")]
    [InlineData("RouteChanged", "$item.Kind -eq 'Added' -and $item.State -eq 'Queried'")]
    public void Events_can_be_subscribed_to(string name, string condition)
    {
        PSObject item = _session.Run($$"""
            $source = Get-MyceliumEvent -Node alpha -AsEventSource
            $events = $ExecutionContext.Events
            $subscriber = $events.SubscribeEvent($source, '{{name}}', 'test', $null, [scriptblock]$null, $false, $false)
            $found = $null
            # Once only: what happens right after the subscription is not missed.
            Add-MyceliumPeer tcp://127.0.0.1:1 -Node alpha
            $null = Resolve-MyceliumRoute 400::1 -Node alpha -Timeout 0 -ErrorAction SilentlyContinue
            for ($i = 0; $i -lt 3000 -and -not $found; $i++) {
                [Threading.Thread]::Sleep(10)
                $found = @($events.ReceivedEvents) | ForEach-Object { $_.SourceEventArgs.Item } | Where-Object { $item = $_; {{condition}} }
            }
            $events.UnsubscribeEvent($subscriber)
            @($found)[0]
            """).Single;

        Assert.Equal("alpha", item.Text("Node"));
    }

    public void Dispose() => _session.Dispose();
}
