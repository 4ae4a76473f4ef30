using System.Management.Automation;
using System.Net;
using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Commands;

/// <summary>Measures the way from a node to an address and back: latency, jitter, loss, and the rate that it carries.</summary>
/// <remarks>
/// First a number of small echo requests is sent at an even pace, then as many packets of 1280 bytes as the way takes, more and more until
/// some are lost. BytesPerSecond is what came back: both directions carried it at the same time. This loads the network for as long as
/// -RateDuration says; with 0 the rate is left out.
/// </remarks>
/// <example>
/// <para>Measures the way from one node to another.</para>
/// <code>Measure-MyceliumPath (Get-MyceliumNode beta).Address -Node alpha -RateDuration 0.5</code>
/// </example>
/// <example>
/// <para>Compares the ways to all nodes that a route leads to, without filling them.</para>
/// <code>
/// Get-MyceliumRoute -Node alpha -State Selected | Measure-MyceliumPath -Count 5 -RateDuration 0 |
///     ForEach-Object { "$($_.Destination): $($_.AverageRoundTripTime), $($_.LossPercent) % lost" }
/// </code>
/// </example>
/// <example>
/// <para>Shows the rate in megabits a second.</para>
/// <code>(Measure-MyceliumPath (Get-MyceliumNode beta).Address -Node alpha -Count 2 -RateDuration 0.3).BytesPerSecond * 8 / 1000000</code>
/// </example>
/// <seealso cref="TestMyceliumConnectionCommand"/>
/// <seealso cref="TraceMyceliumRouteCommand"/>
/// <seealso cref="GetMyceliumRouteCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsDiagnostic.Measure, "MyceliumPath")]
[OutputType(typeof(PathMeasurement))]
[OutputType(typeof(Job))]
public sealed class MeasureMyceliumPathCommand : MyceliumDestinationCmdlet
{
    /// <summary>Number of requests for latency, jitter and loss, 1 to 1000. Default: 20.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = 20;

    /// <summary>Time between two of these requests, in seconds or as a TimeSpan. Default: 0.1 seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(0.1);

    /// <summary>How long to fill the way, in seconds or as a TimeSpan; 0 leaves the rate out. Default: 2 seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan RateDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait for a route, and for an answer, in seconds or as a TimeSpan: more than 0, at most a day. Default: 3
    /// seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    private protected override void Handle(MyceliumNode node, IPAddress destination)
    {
        RequireTimeout(Timeout);
        var progress = new WaitProgress($"Measuring the way from node '{node.Name}' to {destination}");
        WriteObject(Wait(token => node.MeasurePathAsync(destination, Count, Interval, RateDuration, Timeout, token), progress));
    }
}
