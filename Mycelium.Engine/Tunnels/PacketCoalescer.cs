namespace Mycelium.Engine.Tunnels;

/// <summary>
/// Joins packets for the host that follow each other in a flow, so that the system handles them once. Keeps the order within each flow.
/// </summary>
/// <param name="joinsDatagrams">Whether the system can cut UDP.</param>
/// <remarks>One owner; allocates only when it is made, and for the most runs there ever were.</remarks>
internal sealed class PacketCoalescer(bool joinsDatagrams = true)
{
    /// <summary>Most runs at a time.</summary>
    internal const int MaximumRuns = 64;

    // How far back a packet looks for a run to continue: flows that take turns in more than so many gain nothing from it.
    private const int Reach = 8;

    private readonly CoalescedRun?[] _runs = new CoalescedRun?[MaximumRuns];

    /// <summary>Runs to be written.</summary>
    internal int Count { get; private set; }

    /// <summary>Whether there is no room for another run.</summary>
    internal bool IsFull => Count == MaximumRuns;

    /// <summary>A run, in the order in which they are to be written.</summary>
    internal CoalescedRun this[int index] => _runs[index]!;

    /// <summary>Adds a packet, which must stay where it is until <see cref="Clear"/>; not called when full.</summary>
    /// <param name="packet">A whole IPv6 packet in memory that does not move.</param>
    internal void Add(Span<byte> packet)
    {
        int last = Math.Max(0, Count - Reach);
        for (int i = Count - 1; i >= last; i--)
        {
            CoalescedRun run = _runs[i]!;
            if (!run.IsSameFlow(packet)) { continue; }

            if (run.TryAppend(packet)) { return; }

            break;
        }

        (_runs[Count++] ??= new CoalescedRun(joinsDatagrams)).Begin(packet);
    }

    /// <summary>Forgets all packets.</summary>
    internal void Clear() => Count = 0;
}
