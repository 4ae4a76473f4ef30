using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Routing;

/// <summary>A router id, held once for all routes and feasibility distances of a destination that name it.</summary>
internal sealed class RouteOrigin(RouterId routerId)
{
    internal RouterId RouterId { get; } = routerId;
}
