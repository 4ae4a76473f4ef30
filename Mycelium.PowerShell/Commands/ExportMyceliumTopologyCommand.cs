using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Topology;

namespace Mycelium.PowerShell.Commands;

/// <summary>Shows or writes what nodes know of the network: objects, a graph for other programs, or a page with an interactive map.</summary>
/// <remarks>
/// <para>A node knows its peers, and of all other nodes the next hop and the total cost. What lies between is drawn as one dashed link. The
/// knowledge of several nodes of this process is joined: the same address is the same node.</para>
/// <para>The page is one file that loads nothing. It works with a mouse, by touch, with a keyboard and with a screen reader, and follows the
/// light or dark colours of the system. It has addresses, public keys and endpoints in it: give it to those only who may know them.</para>
/// </remarks>
/// <example>
/// <para>Makes a page with a map of the network as all nodes of this process know it.</para>
/// <code>Export-MyceliumTopology map.html</code>
/// </example>
/// <example>
/// <para>Gets the links that do not work as they should.</para>
/// <code>(Export-MyceliumTopology).Links | Where-Object State -ne Alive</code>
/// </example>
/// <example>
/// <para>Writes a graph in the DOT language, as one node knows it, in place of an older one.</para>
/// <code>Get-MyceliumNode alpha | Export-MyceliumTopology alpha.dot -Force -PassThru</code>
/// </example>
/// <example>
/// <para>Makes a flowchart for a Markdown document.</para>
/// <code>Export-MyceliumTopology -Format Mermaid -Title 'Home network'</code>
/// </example>
/// <seealso cref="GetMyceliumPeerCommand"/>
/// <seealso cref="GetMyceliumRouteCommand"/>
/// <seealso cref="TraceMyceliumRouteCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsData.Export, "MyceliumTopology", SupportsShouldProcess = true)]
[OutputType(typeof(NetworkTopology), typeof(string), typeof(FileInfo))]
public sealed class ExportMyceliumTopologyCommand : MyceliumNodesCmdlet
{
    private readonly List<MyceliumNode> _nodes = [];

    // The engine's enumeration can't be the type of a field: PowerShell lays out this class before the module can say where the engine is.
    private int? _format;

    /// <summary>Path of the file; its folder must exist. Without it, objects or the text are emitted.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Dot, Mermaid, Html, or Object, which is not for files. Default: Object, or what the end of the path says: .dot and .gv, .mmd
    /// and .mermaid, .html and .htm.</summary>
    [Parameter]
    public TopologyFormat Format { get => (TopologyFormat)_format.GetValueOrDefault(); set => _format = (int)value; }

    /// <summary>Title of the graph or page. Default: Mycelium network.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Most nodes in a text or page, 1 to 2000; the most distant are left out, and a note in it says so. Default: 1000. Objects are
    /// always complete.</summary>
    [Parameter]
    [ValidateRange(1, 2000)]
    public int MaximumNode { get; set; } = 1000;

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => AddNodesTo(_nodes);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_nodes.Count > 0) { ForItem(Path, Export); }
    }

    private void Export()
    {
        TopologyFormat format = Path is null || _format is not null ? Format : TopologyFile.FormatOf(Path);
        if (Path is null)
        {
            NetworkTopology shown = Read();
            WriteObject(format == TopologyFormat.Object ? shown : Text(shown, format));
            return;
        }

        if (format == TopologyFormat.Object)
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption, "Objects are not written to a file.", "Leave -Path out, or give another -Format.");
        }

        string path = FilePath(Path);
        if (!ShouldProcess(path, "Export topology")) { return; }

        TopologyFile.Save(path, Text(Read(), format), Force);
        if (PassThru) { WriteObject(new FileInfo(path)); }
    }

    private string Text(NetworkTopology topology, TopologyFormat format) =>
        TopologyWriter.Write(topology.Limit(MaximumNode), format, Title);

    private NetworkTopology Read() => Wait(async token =>
    {
        NodeView[] views = await Task.WhenAll(_nodes.Select(node => ReadAsync(node, token))).ConfigureAwait(false);
        return NetworkTopology.Build(views, TimeProvider.System.GetUtcNow());
    });

    private static async Task<NodeView> ReadAsync(MyceliumNode node, CancellationToken cancellationToken) => new(
        await node.GetSnapshotAsync(cancellationToken).ConfigureAwait(false),
        await node.GetPeersAsync(cancellationToken).ConfigureAwait(false),
        await node.GetRoutesAsync(cancellationToken).ConfigureAwait(false));
}
