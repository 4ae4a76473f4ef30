using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>A link that is probed for one destination.</summary>
internal sealed class DeliveryWay(LinkId link)
{
    internal LinkId Link { get; } = link;

    /// <summary>Probes sent.</summary>
    internal int Sent { get; set; }

    /// <summary>Whether a reply came.</summary>
    internal bool HasAnswered { get; set; }

    /// <summary>When a link that is not relied on is probed again.</summary>
    internal TimeSpan DueAt { get; set; }

    /// <summary>How long it is not relied on.</summary>
    internal TimeSpan Length { get; set; }
}
