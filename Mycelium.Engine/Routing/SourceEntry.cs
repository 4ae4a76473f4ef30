using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Routing;

/// <summary>A row of the source table: what was announced of a subnet under one router id.</summary>
internal struct SourceEntry
{
    internal RouteOrigin Origin;
    internal TimeSpan ExpiresAt;
    internal FeasibilityDistance Distance;

    internal readonly RouterId RouterId => Origin.RouterId;
}
