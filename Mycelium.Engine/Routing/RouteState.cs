namespace Mycelium.Engine.Routing;

/// <summary>What the router knows of a way to a subnet.</summary>
public enum RouteState
{
    /// <summary>The route in use.</summary>
    Selected,

    /// <summary>Another way, not in use.</summary>
    Fallback,

    /// <summary>A Route Request is out.</summary>
    Queried,

    /// <summary>Routes are known, none can be used; or a search ended without an answer a short time ago.</summary>
    NoRoute,
}
