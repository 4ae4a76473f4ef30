namespace Mycelium.Benchmarks.Network;

/// <summary>Names of what is measured. A group can be asked for; some groups give several figures.</summary>
internal static class FigureName
{
    internal const string OneStream = "tcp1";
    internal const string FourStreams = "tcp4";
    internal const string ProcessorTime = "cpu";
    internal const string LosslessUdp = "udp64";
    internal const string SmallFlood = "udp64flood";
    internal const string LargeFlood = "udp1352flood";
    internal const string Ping = "ping";
    internal const string PingUnderLoad = "pingload";
    internal const string Line = "line";
    internal const string Memory = "memory";
    internal const string Shaped100 = "shaped100";
    internal const string Shaped10 = "shaped10";

    /// <summary>Every group, in the order of measuring.</summary>
    internal static IReadOnlyList<string> Groups { get; } =
    [
        Ping, OneStream, FourStreams, ProcessorTime, LosslessUdp, SmallFlood, LargeFlood, PingUnderLoad, Line, Shaped100, Shaped10, Memory,
    ];

    /// <summary>The groups that are measured of two places with a plain link.</summary>
    internal static IReadOnlyList<string> Pairs { get; } = [.. Groups.Where(group => group is not (Line or Shaped10))];

    /// <summary>Whether a group is about a shaped link.</summary>
    internal static bool IsShaped(string group) => group is Shaped100 or Shaped10;

    /// <summary>Median of a group of times.</summary>
    internal static string Median(string group) => group + "-p50";

    /// <summary>99th percentile of a group of times.</summary>
    internal static string Percentile99(string group) => group + "-p99";

    /// <summary>A figure of three nodes in a line.</summary>
    internal static string InLine(string figure) => $"{Line}-{figure}";

    /// <summary>Throughput as a share of plain veth under the same shaping.</summary>
    internal static string Share(string group) => group + "-share";
}
