using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets what happened in nodes: peers that came and went, routes that were left, limits that were reached.</summary>
/// <remarks>
/// Each node keeps its latest 1000 events in memory, also after it has failed. With -Wait the command goes on and shows new events
/// until Ctrl+C, until -Timeout or until the nodes have stopped. With -AsEventSource it emits an object for Register-ObjectEvent, whose
/// events are EventRaised, PeerChanged and RouteChanged; in their actions, $EventArgs.Item is what happened. It ends with the node: register
/// again when a node was started anew.
/// </remarks>
/// <example>
/// <para>Shows the latest five events of a node.</para>
/// <code>Get-MyceliumEvent -Node alpha -Newest 5</code>
/// </example>
/// <example>
/// <para>Shows warnings and errors of all nodes of the last hour.</para>
/// <code>Get-MyceliumNode | Get-MyceliumEvent -Severity Warning, Error -After (Get-MyceliumNode alpha).StartedAt.AddHours(-1)</code>
/// </example>
/// <example>
/// <para>Follows what the peers of a node do, for half a second.</para>
/// <code>Get-MyceliumEvent peering -Node alpha -Wait -Timeout 0.5 | ForEach-Object Message</code>
/// </example>
/// <example runs="false">
/// <para>Plays a sound whenever a peer is lost, while the session goes on.</para>
/// <code>
/// Register-ObjectEvent (Get-MyceliumEvent -Node alpha -AsEventSource) PeerChanged -Action {
///     if ($EventArgs.Item.State -eq 'Dead') { [Console]::Beep() }
/// }
/// </code>
/// </example>
/// <seealso cref="WatchMyceliumPeerCommand"/>
/// <seealso cref="WatchMyceliumRouteCommand"/>
/// <seealso cref="GetMyceliumStatisticCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsCommon.Get, "MyceliumEvent", DefaultParameterSetName = PastSet)]
[OutputType(typeof(NodeEvent), ParameterSetName = [PastSet, WaitSet])]
[OutputType(typeof(NodeEventSource), ParameterSetName = [SourceSet])]
public sealed class GetMyceliumEventCommand : MyceliumStreamCmdlet
{
    private const string PastSet = "Past";
    private const string WaitSet = "Wait";
    private const string SourceSet = "EventSource";

    private Func<string, bool>[]? _sources;

    /// <summary>Only events of these parts of a node, such as node, peering, routing, tunnel. Wildcards are
    /// allowed.</summary>
    [Parameter(ParameterSetName = PastSet, Position = 0)]
    [Parameter(ParameterSetName = WaitSet, Position = 0)]
    [ArgumentCompleter(typeof(EventSourceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Source { get; set; }

    /// <summary>Only events that matter so much. Default: all.</summary>
    [Parameter(ParameterSetName = PastSet)]
    [Parameter(ParameterSetName = WaitSet)]
    [ValidateNotNullOrEmpty]
    public NodeEventSeverity[]? Severity { get; set; }

    /// <summary>Only events at or after this time.</summary>
    [Parameter(ParameterSetName = PastSet)]
    [Parameter(ParameterSetName = WaitSet)]
    public DateTimeOffset? After { get; set; }

    /// <summary>Only events before this time.</summary>
    [Parameter(ParameterSetName = PastSet)]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Only so many of the latest events that match, of each node.</summary>
    [Parameter(ParameterSetName = PastSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    /// <summary>Goes on after the events that there are, and shows new ones as they happen.</summary>
    [Parameter(ParameterSetName = WaitSet, Mandatory = true)]
    public SwitchParameter Wait { get; set; }

    /// <summary>Ends the command after this time, in seconds or as a TimeSpan. Default: it goes on until Ctrl+C.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Emits an object with the events of the node, for Register-ObjectEvent.</summary>
    [Parameter(ParameterSetName = SourceSet, Mandatory = true)]
    public SwitchParameter AsEventSource { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _sources = Filters(Source, NamePattern.Filter);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (AsEventSource)
        {
            ForEachNode(entry => WriteObject(new NodeEventSource(RunningNode(entry))));
            return;
        }

        if (Wait)
        {
            AddNodes();
            return;
        }

        // Also of a node that has failed: its events say why.
        ForEachNode(entry => WriteObject(Past(entry.Node!), enumerateCollection: true));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Without any valid source nothing could ever be shown.
        if (!Wait || _sources is []) { return; }

        Stream((node, token) => node.WatchEventsAsync(includePast: true, token), Timeout, item =>
        {
            if (IsWanted(item)) { WriteObject(item); }

            return true;
        });
    }

    private NodeEvent[] Past(MyceliumNode node)
    {
        NodeEvent[] wanted = [.. node.GetEvents().Where(IsWanted)];
        return Newest is { } count ? wanted[Math.Max(0, wanted.Length - count)..] : wanted;
    }

    private bool IsWanted(NodeEvent item) =>
        Severity?.Contains(item.Severity) is not false
        && _sources?.Any(filter => filter(item.Source)) is not false
        && !(item.Time < After)
        && !(item.Time >= Before);
}
