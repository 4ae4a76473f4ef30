using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>What a <see cref="DeliveryWatch"/> remembers of one destination.</summary>
internal sealed class DeliveryCheck(Subnet subnet, Ipv6Address address)
{
    internal Subnet Subnet { get; } = subnet;

    /// <summary>Address of the node behind the subnet.</summary>
    internal Ipv6Address Address { get; } = address;

    /// <summary>When own traffic last asked for a check.</summary>
    internal TimeSpan NotedAt { get; set; }

    /// <summary>The way of own packets under test; null while there is no test.</summary>
    internal DeliveryWay? Path { get; set; }

    /// <summary>Other ways probed in this test.</summary>
    internal List<DeliveryWay> Others { get; } = [];

    /// <summary>Links that are not relied on.</summary>
    internal List<DeliveryWay> Distrusted { get; } = [];

    /// <summary>Rounds of probes sent in this test.</summary>
    internal int Rounds { get; set; }

    internal TimeSpan NextRoundAt { get; set; }

    /// <summary>The link that last proved itself, and when.</summary>
    internal (LinkId Link, TimeSpan At) Proved { get; set; }

    /// <summary>The link whose test brought nothing, nor did any other: not tried again until then.</summary>
    internal (LinkId Link, TimeSpan Until, TimeSpan Length) Quiet { get; set; }

    /// <summary>Whether something is tested, or was found out: the last to give way.</summary>
    internal bool IsPrecious => Path is not null || Distrusted.Exists(static way => way.Length != default);

    /// <summary>Whether nothing is remembered.</summary>
    internal bool IsBlank => Path is null && Distrusted.Count == 0 && Proved.Link == LinkId.None && Quiet.Length == default;

    /// <summary>When something here is due; null if nothing is.</summary>
    internal TimeSpan? NextDeadline()
    {
        TimeSpan? next = Path is null ? null : NextRoundAt;
        foreach (DeliveryWay way in Distrusted)
        {
            if (next is null || way.DueAt < next) { next = way.DueAt; }
        }

        return next;
    }
}
