using System.Globalization;

namespace Mycelium.Benchmarks.Network;

/// <summary>What the kernel says about a running process.</summary>
internal static class ProcessUsage
{
    // USER_HZ, the same on every machine that Linux runs .NET on.
    private const double TicksPerSecond = 100;
    private const int UserTimeField = 11;

    /// <summary>Processor seconds used so far by all threads, user and system, to 10 ms.</summary>
    internal static double ProcessorSeconds(int processId) =>
        ParseProcessorSeconds(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat")));

    /// <summary>Resident memory, in MB of 10^6 bytes.</summary>
    internal static double ResidentMegabytes(int processId) =>
        ParseResidentMegabytes(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status")));

    /// <summary>Reads the text of <c>/proc/PID/stat</c> (proc_pid_stat(5)).</summary>
    internal static double ParseProcessorSeconds(string stat)
    {
        // The name, in parentheses, may have blanks and parentheses of its own.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[UserTimeField], CultureInfo.InvariantCulture)
            + long.Parse(fields[UserTimeField + 1], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Reads the text of <c>/proc/PID/status</c> (proc_pid_status(5)).</summary>
    internal static double ParseResidentMegabytes(string status)
    {
        string line = status.Split('\n').First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        string kibibytes = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
