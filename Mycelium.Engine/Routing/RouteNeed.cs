namespace Mycelium.Engine.Routing;

/// <summary>Why the data plane needs a route. Source: <c>routing-behaviour.md</c> section 12.</summary>
public enum RouteNeed
{
    /// <summary>A packet is to be forwarded: a transit packet, or an own one after sealing.</summary>
    Forward,

    /// <summary>An own packet needs the key of its destination.</summary>
    SealDestination,

    /// <summary>A received packet or report needs the key of its source.</summary>
    OpenSource,

    /// <summary>The user asks for the destination: as for an own packet, and a second route is looked for where only one is known.</summary>
    Inquiry,

    /// <summary>Packets go to the destination: a second route is looked for now and then where only one can be used.</summary>
    Use,

    /// <summary>Own packets go to the destination, and nothing proves that they arrive: for the owner of the router, which does nothing.</summary>
    Delivery,
}
