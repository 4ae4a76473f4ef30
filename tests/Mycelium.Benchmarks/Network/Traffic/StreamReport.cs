using System.Text.Json;

namespace Mycelium.Benchmarks.Network.Traffic;

/// <summary>What <c>iperf3 --json</c> says of TCP streams.</summary>
/// <param name="Bytes">That arrived, all streams together.</param>
/// <param name="BitsPerSecond">At which they arrived.</param>
internal readonly record struct StreamReport(double Bytes, double BitsPerSecond)
{
    /// <summary>Reads the client's output.</summary>
    /// <exception cref="FormatException">It is not such a report, or tells an error.</exception>
    internal static StreamReport Parse(string json)
    {
        try
        {
            using JsonDocument report = JsonDocument.Parse(json);
            if (report.RootElement.TryGetProperty("error", out JsonElement error)) { throw new FormatException($"iperf3: {error}"); }

            JsonElement received = report.RootElement.GetProperty("end").GetProperty("sum_received");
            return new StreamReport(received.GetProperty("bytes").GetDouble(), received.GetProperty("bits_per_second").GetDouble());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"Not a report of iperf3: {json}", exception);
        }
    }
}
