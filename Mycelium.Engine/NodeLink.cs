using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <summary>What the control loop knows of a connection; the connection itself belongs to the data thread.</summary>
/// <param name="Id">Names it within the node.</param>
/// <param name="Transport">For its address and its part of the cost only.</param>
/// <param name="Endpoint">The peer that it belongs to.</param>
internal sealed record NodeLink(LinkId Id, ITransportLink Transport, Endpoint Endpoint)
{
    internal LinkCounters Counters { get; } = new();

    /// <summary>Bytes received before it was last asked for all routes.</summary>
    internal long ReceivedBefore { get; set; }
}
