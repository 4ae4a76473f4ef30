using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Routes;

/// <summary>A node that is announced.</summary>
internal readonly record struct Origin(Subnet Subnet, RouterId RouterId)
{
    /// <summary>An Update of it, with the reference's interval.</summary>
    internal UpdateTlv Announce(ushort seqno, ushort metric) =>
        new(0, 30_000, new SequenceNumber(seqno), new Metric(metric), Subnet, RouterId);
}
