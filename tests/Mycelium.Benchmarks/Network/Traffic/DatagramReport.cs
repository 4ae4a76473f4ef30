namespace Mycelium.Benchmarks.Network.Traffic;

/// <summary>What became of a flow of datagrams.</summary>
/// <param name="Sent">That the sender's kernel took.</param>
/// <param name="Received">That the receiver read.</param>
/// <param name="Seconds">From the first to the last that was received.</param>
internal readonly record struct DatagramReport(long Sent, long Received, double Seconds)
{
    /// <summary>Datagrams that arrived, a second.</summary>
    internal double ReceivedPerSecond => Seconds > 0 ? Received / Seconds : 0;

    /// <summary>Share of what was sent that did not arrive, 0 to 1; 1 if nothing was sent.</summary>
    internal double Loss => Sent > 0 ? Math.Max(0, 1 - ((double)Received / Sent)) : 1;
}
