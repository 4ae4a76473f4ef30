using System.Management.Automation;
using System.Net;
using Mycelium.Engine;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Errors;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Commands;

/// <summary>Pings overlay addresses: sends echo requests, encrypted as all traffic is, and shows what came back.</summary>
/// <remarks>
/// Emits an object for each request, then a summary for each destination. A request without a reply is an object too, not an error: its
/// Status says whether the time was up, or who could not pass it on. The network is asked for a route where none is known.
/// </remarks>
/// <example>
/// <para>Pings one node from another.</para>
/// <code>Test-MyceliumConnection (Get-MyceliumNode beta).Address -Node alpha -Count 2 -Interval 0.1</code>
/// </example>
/// <example>
/// <para>Pings every node that is near.</para>
/// <code>
/// Get-MyceliumRoute -Node alpha | Where-Object Metric -lt 2000 |
///     ForEach-Object { Test-MyceliumConnection $_.Address -Node alpha -Count 3 -Interval 0.1 }
/// </code>
/// </example>
/// <example>
/// <para>Asks only whether a node answers.</para>
/// <code>if (Test-MyceliumConnection (Get-MyceliumNode beta).Address -Node alpha -Count 1 -Quiet) { 'beta answers' }</code>
/// </example>
/// <example>
/// <para>Names the nodes that lose packets.</para>
/// <code>
/// Get-MyceliumRoute -Node alpha -State Selected | Test-MyceliumConnection -Count 3 -Interval 0.1 -Summary |
///     Where-Object LossPercent -gt 0
/// </code>
/// </example>
/// <seealso cref="MeasureMyceliumPathCommand"/>
/// <seealso cref="TraceMyceliumRouteCommand"/>
/// <seealso cref="WaitMyceliumRouteCommand"/>
/// <seealso cref="TestMyceliumPeerCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsDiagnostic.Test, "MyceliumConnection", DefaultParameterSetName = DetailSet)]
[OutputType(typeof(EchoResult), typeof(ConnectionSummary), ParameterSetName = [DetailSet])]
[OutputType(typeof(ConnectionSummary), ParameterSetName = [SummarySet])]
[OutputType(typeof(bool), ParameterSetName = [QuietSet])]
[OutputType(typeof(Job))]
public sealed class TestMyceliumConnectionCommand : MyceliumDestinationCmdlet
{
    private const string DetailSet = "Detail";
    private const string QuietSet = "Quiet";
    private const string SummarySet = "Summary";

    // IPv6 and ICMPv6.
    private const int HeaderBytes = 48;

    /// <summary>Number of requests to each destination. Default: 4.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 4;

    /// <summary>How long to wait for a reply, in seconds or as a TimeSpan. Default: 5 seconds.</summary>
    [Parameter]
    [Alias("TimeoutSeconds")]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause after a reply before the next request, in seconds or as a TimeSpan. Default: 1 second.</summary>
    [Parameter]
    [Alias("Delay")]
    [Seconds]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of payload of a request, 16 to the MTU minus 48. Default: 56.</summary>
    [Parameter]
    [Alias("BufferSize")]
    [ValidateRange(16, 64_952)]
    public int PayloadLength { get; set; } = 56;

    /// <summary>Hop limit of the requests, 1 to 255. Default: 64.</summary>
    [Parameter]
    [Alias("MaxHops")]
    [ValidateRange(1, 255)]
    public int HopLimit { get; set; } = 64;

    /// <summary>Emits only whether at least one reply came from each destination.</summary>
    [Parameter(ParameterSetName = QuietSet, Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Emits only the summary of each destination.</summary>
    [Parameter(ParameterSetName = SummarySet, Mandatory = true)]
    public SwitchParameter Summary { get; set; }

    /// <summary>Emits only the requests, so that all objects are of one kind.</summary>
    [Parameter(ParameterSetName = DetailSet)]
    public SwitchParameter NoSummary { get; set; }

    /// <inheritdoc/>
    private protected override void Handle(MyceliumNode node, IPAddress destination)
    {
        RequireTimeout(Timeout);
        var roundTripTimes = new List<TimeSpan>();
        for (int sequence = 1; sequence <= Count; sequence++)
        {
            EchoResult result = Probe(node, destination, sequence);
            if (result is { Status: EchoStatus.Success, RoundTripTime: { } time }) { roundTripTimes.Add(time); }

            if (!Quiet && !Summary) { WriteObject(result); }

            // One reply is enough of an answer.
            if (Quiet && roundTripTimes.Count > 0) { break; }

            if (sequence < Count) { Pause(); }
        }

        if (Quiet) { WriteObject(roundTripTimes.Count > 0); }
        else if (!NoSummary) { WriteObject(ConnectionSummary.Create(node.Name, destination, Count, roundTripTimes)); }
    }

    private EchoResult Probe(MyceliumNode node, IPAddress destination, int sequence)
    {
        var progress = new WaitProgress($"Pinging {destination} from node '{node.Name}'");
        progress.Report($"Request {sequence} of {Count}");
        try
        {
            return Wait(token => node.PingAsync(destination, sequence, PayloadLength, HopLimit, Timeout, token), progress);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            int mtu = Wait(node.GetSnapshotAsync).Mtu;
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption,
                $"-PayloadLength is at most {mtu - HeaderBytes} at the node '{node.Name}', whose MTU is {mtu}.",
                "Give a smaller -PayloadLength.", exception);
        }
    }

    private void Pause() => Wait(async token =>
    {
        await Task.Delay(Interval, token).ConfigureAwait(false);
        return true;
    });
}
