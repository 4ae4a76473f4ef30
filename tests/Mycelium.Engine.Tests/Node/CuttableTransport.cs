using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Tests.Node;

/// <summary>
/// A transport whose dialled links can be cut without a sign, as a cable is: both sides send into the void, and what was sent arrives
/// if the cut is mended. New connections fail meanwhile.
/// </summary>
internal sealed class CuttableTransport(ITransport inner) : ITransport
{
    private readonly List<CuttableLink> _links = [];
    private volatile bool _isCut;

    internal bool IsCut => _isCut;

    public async Task<ITransportLink> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        if (IsCut) { throw new IOException("The cable is cut."); }

        var link = new CuttableLink(this, await inner.DialAsync(endpoint, cancellationToken));
        lock (_links) { _links.Add(link); }

        return link;
    }

    public ITransportListener Listen(Endpoint endpoint) => inner.Listen(endpoint);

    internal void Cut() => _isCut = true;

    internal void Mend()
    {
        _isCut = false;
        lock (_links) { _links.ForEach(link => link.Signal()); }
    }
}
