using System.Globalization;

namespace Mycelium.Benchmarks.Hardening;

/// <summary>What the system says of a process at one moment.</summary>
/// <param name="Resident">Resident memory in bytes.</param>
/// <param name="Descriptors">Open descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="ProcessorTime">User and system time so far.</param>
/// <param name="Wakeups">Voluntary context switches of all threads that live now: each is a wait that ended.</param>
/// <remarks>Source: proc(5), files <c>status</c>, <c>stat</c>, <c>fd</c> and <c>task/*/status</c>.</remarks>
internal sealed record ProcessFigures(long Resident, int Descriptors, int Threads, TimeSpan ProcessorTime, long Wakeups)
{
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory in MB of 10^6 bytes.</summary>
    internal double ResidentMegabytes => Resident / 1e6;

    internal static ProcessFigures Of(int process)
    {
        string folder = $"/proc/{process}";
        string[] status = File.ReadAllLines($"{folder}/status");
        string[] stat = File.ReadAllText($"{folder}/stat").Split(") ")[1].Split(' ');
        double ticks = double.Parse(stat[11], CultureInfo.InvariantCulture) + double.Parse(stat[12], CultureInfo.InvariantCulture);
        return new ProcessFigures(
            Value(status, "VmRSS:") * 1024,
            Directory.GetFileSystemEntries($"{folder}/fd").Length,
            (int)Value(status, "Threads:"),
            TimeSpan.FromSeconds(ticks / TicksPerSecond),
            Directory.GetDirectories($"{folder}/task").Sum(task => Switches(task)));
    }

    private static long Switches(string task)
    {
        try
        {
            return Value(File.ReadAllLines($"{task}/status"), "voluntary_ctxt_switches:");
        }
        catch (IOException)
        {
            // The thread ended between the two looks.
            return 0;
        }
    }

    private static long Value(string[] lines, string name)
    {
        string line = lines.First(item => item.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
