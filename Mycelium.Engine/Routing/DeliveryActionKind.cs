namespace Mycelium.Engine.Routing;

/// <summary>What a <see cref="DeliveryWatch"/> wants done.</summary>
internal enum DeliveryActionKind
{
    /// <summary>Send an echo request to <see cref="DeliveryAction.Address"/> over the link, and report the reply.</summary>
    Probe,

    /// <summary>Tell the router that other ways are wanted.</summary>
    Doubted,

    /// <summary>Tell the router that the link does not deliver.</summary>
    Failed,

    /// <summary>Tell the router that the link delivers.</summary>
    Proved,

    /// <summary>Tell the user that traffic has left <see cref="DeliveryAction.Link"/> for <see cref="DeliveryAction.Other"/>.</summary>
    Rerouted,

    /// <summary>Tell the user that the link delivers again.</summary>
    Restored,
}
