using System.Diagnostics;
using System.Globalization;

namespace Mycelium.Network.Tests.Harness;

/// <summary>
/// A few network namespaces with links between them, and the processes in them. Nothing is made in the machine's own namespace.
/// All of it goes away with the lab; what an aborted run has left goes away when the next run begins.
/// </summary>
internal sealed class NetworkLab : IAsyncDisposable
{
    private const string Folder = "/var/run/netns";
    private const string Prefix = "mycelium-test-";
    private const string Fabric = "fabric";

    private static readonly string Owner = string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{StartTime(Environment.ProcessId)}-");

    private static readonly SemaphoreSlim Sweeping = new(1);
    private static bool _isSwept;
    private static int _lastNumber;

    private readonly Dictionary<string, LabNamespace> _namespaces = [];
    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly string _prefix = Owner + Interlocked.Increment(ref _lastNumber).ToString(CultureInfo.InvariantCulture) + "-";
    private readonly DirectoryInfo _files;
    private int _lastLink;

    private NetworkLab() => _files = Directory.CreateTempSubdirectory(_prefix);

    /// <summary>Makes a lab with the named namespaces.</summary>
    internal static async Task<NetworkLab> CreateAsync(params string[] namespaces)
    {
        await SweepOnceAsync();
        var lab = new NetworkLab();
        try
        {
            foreach (string name in namespaces.Append(Fabric))
            {
                await IpAsync("netns", "add", lab._prefix + name);
                lab._namespaces.Add(name, new LabNamespace(lab, name, lab._prefix + name));
                lab[name].Within(SkipAddressDetection);
                await lab[name].IpAsync("link", "set", "lo", "up");
            }

            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    internal LabNamespace this[string name] => _namespaces[name];

    /// <summary>Joins two namespaces, with addresses 10.77.n.1 and 10.77.n.2, and fd77:n::1 and fd77:n::2.</summary>
    internal async Task<LabLink> ConnectAsync(string first, string second)
    {
        var link = new LabLink(++_lastLink, this[Fabric], this[first], this[second]);
        await link.CreateAsync();
        return link;
    }

    /// <summary>The same by a plain veth pair, without a bridge; it can't be cut.</summary>
    internal async Task<LabLink> ConnectDirectlyAsync(string first, string second)
    {
        var link = new LabLink(++_lastLink, this[Fabric], this[first], this[second]);
        await link.CreateDirectlyAsync();
        return link;
    }

    /// <summary>The same as <see cref="ConnectAsync"/>, with a <see cref="DelayLine"/> in the place of the bridge.</summary>
    /// <param name="first">Namespace of the first end.</param>
    /// <param name="second">Namespace of the second end.</param>
    /// <param name="impairment">What happens to the frames.</param>
    internal async Task<(LabLink Link, DelayLine Line)> ConnectDelayedAsync(string first, string second, FrameImpairment impairment)
    {
        var link = new LabLink(++_lastLink, this[Fabric], this[first], this[second]);
        (string near, string far) = await link.CreateDetachedAsync();

        // Packet by packet: what the kernel's offload bundles can't always be read from a packet socket, and would be lost or late as one.
        foreach (string end in new[] { first, second })
        {
            await this[end].IpAsync("link", "set", link.InterfaceName, "gso_max_segs", "1");
        }

        return (link, Own(this[Fabric].Within(() => DelayLine.Start(near, far, impairment))));
    }

    /// <summary>
    /// Joins two namespaces, with addresses fd77:n::1 and fd77:n::2, by a link that delays and loses packets in each direction.
    /// </summary>
    internal SlowLink ConnectSlowly(string first, string second, LinkImpairment impairment) =>
        Own(SlowLink.Create(++_lastLink, this[first], this[second], impairment));

    /// <summary>A file in a folder of the lab's own.</summary>
    internal string PathOf(string name) => Path.Combine(_files.FullName, name);

    /// <summary>Ends this when the lab ends, before the namespaces go.</summary>
    internal T Own<T>(T item)
        where T : IAsyncDisposable
    {
        _owned.Push(item);
        return item;
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out IAsyncDisposable? item)) { await item.DisposeAsync(); }

        foreach (LabNamespace item in _namespaces.Values) { await RemoveAsync(item.SystemName); }

        _namespaces.Clear();
        if (_files.Exists) { _files.Delete(recursive: true); }
    }

    internal static async Task<string> IpAsync(params string[] arguments) => (await ToolProcess.RunAsync("ip", arguments)).Expect();

    /// <summary>Removes the namespaces and files of test processes that no longer exist, and what runs in them.</summary>
    internal static async Task SweepAsync()
    {
        foreach (string name in Stale(Folder)) { await RemoveAsync(name); }

        string files = Path.GetTempPath();
        foreach (string name in Stale(files)) { DeleteFolder(Path.Combine(files, name)); }
    }

    private static void DeleteFolder(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another run sweeps at the same time.
        }
    }

    // Otherwise link-local addresses can't be used for the first second or two. The file is that of the thread's namespace.
    private static bool SkipAddressDetection()
    {
        File.WriteAllText("/proc/sys/net/ipv6/conf/default/accept_dad", "0");
        return true;
    }

    private static List<string> Stale(string folder)
    {
        IEnumerable<string> paths = Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder, Prefix + "*") : [];
        return [.. paths.Select(path => Path.GetFileName(path)).Where(name => !IsOwnerAlive(name))];
    }

    private static async Task SweepOnceAsync()
    {
        await Sweeping.WaitAsync();
        try
        {
            if (_isSwept) { return; }

            await SweepAsync();
            _isSwept = true;
        }
        finally
        {
            Sweeping.Release();
        }
    }

    private static bool IsOwnerAlive(string name)
    {
        string[] parts = name[Prefix.Length..].Split('-');
        return parts.Length >= 2
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int processId)
            && StartTime(processId) == parts[1];
    }

    // Process ids come round again; with the start time they do not.
    private static string StartTime(int processId)
    {
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task RemoveAsync(string name)
    {
        ToolResult processes = await ToolProcess.RunAsync("ip", ["netns", "pids", name]);
        foreach (string line in processes.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (int.TryParse(line, CultureInfo.InvariantCulture, out int id)) { Posix.Signal(id, Posix.Kill); }
        }

        ToolResult removed = await ToolProcess.RunAsync("ip", ["netns", "delete", name]);
        Debug.Assert(removed.ExitCode == 0 || !File.Exists(Path.Combine(Folder, name)), removed.Error);
    }
}
