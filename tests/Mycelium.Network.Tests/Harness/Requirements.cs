namespace Mycelium.Network.Tests.Harness;

/// <summary>What a lab needs of the machine.</summary>
internal static class Requirements
{
    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];
    private static readonly Lazy<string?> LazyMissing = new(Find);

    /// <summary>What is missing, in one sentence; null if a lab can be made.</summary>
    internal static string? Missing => LazyMissing.Value;

    /// <summary>Whether a program is installed.</summary>
    internal static bool IsInstalled(string tool) => Folders.Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux()) { return "Network namespaces exist on Linux only."; }

        if (Posix.EffectiveUser() != 0) { return "Root is needed to make network namespaces: run the tests with sudo."; }

        if (!File.Exists("/dev/net/tun")) { return "There is no /dev/net/tun: load the tun module or give the container the device."; }

        string[] missing = [.. new[] { "ip", "ping", "iperf3", "setpriv" }.Where(tool => !IsInstalled(tool))];
        return missing.Length > 0 ? $"Not installed: {string.Join(", ", missing)} (iproute2, iputils-ping, iperf3, util-linux)." : null;
    }
}
