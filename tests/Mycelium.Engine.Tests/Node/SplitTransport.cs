using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Tests.Node;

/// <summary>Dials some hosts over transports of their own, and all else over a common one.</summary>
internal sealed class SplitTransport(ITransport common, params (string Host, ITransport Transport)[] others) : ITransport
{
    public Task<ITransportLink> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        ITransport? own = others.FirstOrDefault(other => other.Host == endpoint.Host).Transport;
        return (own ?? common).DialAsync(endpoint, cancellationToken);
    }

    public ITransportListener Listen(Endpoint endpoint) => common.Listen(endpoint);
}
