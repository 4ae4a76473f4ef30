using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network.Overlays;

/// <summary>
/// Any other daemon, started by a script. The script is run as root in a folder that all nodes of one network share, empty at first:
/// <list type="bullet">
/// <item><c>start NAMESPACE INTERFACE UNDERLAY-ADDRESS PEER-ADDRESS...</c> starts a node in a network namespace
/// (<c>ip netns exec</c>), and returns without waiting for its peers; what it leaves running must not hold its output open. It is called
/// for one node after the other. Peers are all neighbours, those that are not started yet too. A line <c>pid N</c> of output for each
/// daemon; none where the kernel does the work.</item>
/// <item><c>address NAMESPACE INTERFACE</c> puts out the overlay's IP address of a node; it ends with an error as long as there is
/// none.</item>
/// <item><c>line</c> ends without an error if the daemon finds its way over a node in the middle.</item>
/// </list>
/// What runs in the namespaces is killed at the end; the script has nothing to clean up in there.
/// </summary>
/// <param name="file">The script; its name without extension is the candidate's.</param>
internal sealed class AdapterOverlay(string file) : IOverlay
{
    private const string InterfaceName = "overlay0";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _file = Path.GetFullPath(file);
    private readonly Lazy<bool> _canFormLines = new(
        () => CallAsync(Path.GetFullPath(file), Path.GetTempPath(), "line").Result.ExitCode == 0);

    public string Name { get; } = NameOf(file);

    public bool CanFormLines => _canFormLines.Value;

    public async Task<OverlayStart> StartAsync(CandidateNetwork network)
    {
        string folder = Directory.CreateDirectory(network.Lab.PathOf("adapter")).FullName;
        List<int> processes = [];
        for (int i = 0; i < network.Places.Count; i++)
        {
            (IReadOnlyList<string> own, IReadOnlyList<string> neighbours) = network.AddressesOf(i);
            string[] arguments = ["start", network.Places[i].SystemName, InterfaceName, own[0], .. neighbours];
            processes.AddRange(ParseProcesses((await CallAsync(_file, folder, arguments)).Expect()));
        }

        string? address = null;
        ToolResult? answer = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                answer = await CallAsync(_file, folder, "address", network.Places[^1].SystemName, InterfaceName);
                return answer.ExitCode == 0 && (address = ParseAddress(answer.Output)) is not null;
            },
            () => $"{Name} has an address\n{answer?.Output}\n{answer?.Error}",
            Patience);
        return new OverlayStart(address!, processes);
    }

    /// <summary>The name of the candidate that a script starts.</summary>
    internal static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    /// <summary>Process ids in the output of <c>start</c>.</summary>
    internal static IEnumerable<int> ParseProcesses(string output) =>
        from line in output.Split('\n')
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        where words is ["pid", _]
        select int.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The address in the output of <c>address</c>; null if there is none.</summary>
    internal static string? ParseAddress(string output) =>
        IPAddress.TryParse(output.Trim(), out IPAddress? address)
        && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            ? output.Trim()
            : null;

    private static Task<ToolResult> CallAsync(string file, string folder, params IEnumerable<string> arguments) =>
        ToolProcess.RunAsync("env", ["--chdir", folder, file, .. arguments]);
}
