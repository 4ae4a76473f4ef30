using System.Globalization;
using System.Text;

namespace Mycelium.Simulation.Scenarios;

/// <summary>Scenarios as text that can be kept and run again: one item a line.</summary>
internal static class ScenarioText
{
    /// <summary>Writes a scenario.</summary>
    internal static string Write(Scenario scenario)
    {
        var text = new StringBuilder();
        Line("seed", scenario.Seed);
        Line("interval", (int)scenario.UpdateInterval.TotalSeconds);
        Line("unasked", scenario.AnnouncedUnasked);
        Line("short-ways", scenario.ChecksShortWays ? 1 : 0);
        foreach (int node in scenario.Nodes) { Line("node", node); }

        foreach (int node in scenario.RegularNodes) { Line("regular", node); }

        foreach (ScenarioEdge edge in scenario.Edges)
        {
            int both = edge.IsDialledByBoth ? 1 : 0;
            int delay = edge.DelayMilliseconds;
            Line("edge", edge.First, edge.Second, both, delay, edge.JitterMilliseconds, edge.LossPercent, edge.BytesPerSecond);
        }

        foreach (Flow flow in scenario.Flows) { Line("flow", flow.From, flow.To); }

        foreach (Fault fault in scenario.Faults)
        {
            Line($"fault {fault.Kind}", (int)fault.At.TotalMilliseconds, fault.First, fault.Second, (int)fault.Duration.TotalMilliseconds);
        }

        return text.ToString();

        void Line(string word, params ReadOnlySpan<int> numbers)
        {
            text.Append(word);
            foreach (int number in numbers) { text.Append(CultureInfo.InvariantCulture, $" {number}"); }

            text.AppendLine();
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">A line is not understood; the message has it.</exception>
    internal static Scenario Read(string text)
    {
        var nodes = new List<int>();
        var regular = new List<int>();
        var edges = new List<ScenarioEdge>();
        var flows = new List<Flow>();
        var faults = new List<Fault>();
        var scenario = new Scenario(0, TimeSpan.FromSeconds(300), nodes, edges, flows, faults, false) { RegularNodes = regular };
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            bool isFault = words[0] == "fault";
            int[] numbers = [.. words.Skip(isFault ? 2 : 1).Select(word => Number(word, line))];
            switch (words[0], numbers)
            {
                case ("seed", [int seed]): scenario = scenario with { Seed = seed }; break;
                case ("interval", [int seconds]): scenario = scenario with { UpdateInterval = TimeSpan.FromSeconds(seconds) }; break;
                case ("unasked", [int count]): scenario = scenario with { AnnouncedUnasked = count }; break;
                case ("short-ways", [int value]): scenario = scenario with { ChecksShortWays = value == 1 }; break;
                case ("node", [int node]): nodes.Add(node); break;
                case ("regular", [int node]): regular.Add(node); break;
                case ("flow", [int from, int to]): flows.Add(new Flow(from, to)); break;
                case ("edge", [int first, int second, int both, int delay, int jitter, int loss, int rate]):
                    edges.Add(new ScenarioEdge(first, second, both == 1, delay, jitter, loss, rate));
                    break;
                case ("fault", [int at, int first, int second, int duration]) when Enum.TryParse(words[1], out FaultKind kind):
                    faults.Add(new Fault(TimeSpan.FromMilliseconds(at), kind, first, second, TimeSpan.FromMilliseconds(duration)));
                    break;
                default: throw new FormatException($"'{line}' is not understood.");
            }
        }

        return scenario;
    }

    private static int Number(string word, string line) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"'{line}' is not understood.");
}
