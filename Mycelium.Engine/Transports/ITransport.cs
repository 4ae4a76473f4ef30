using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Transports;

/// <summary>One kind of underlay: dials and listens, and knows nothing of what is sent.</summary>
public interface ITransport
{
    /// <summary>Connects to an endpoint.</summary>
    /// <exception cref="IOException">The endpoint can't be reached; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    Task<ITransportLink> DialAsync(Endpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Starts to listen.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ListenAddressInUse"/> or
    /// <see cref="MyceliumErrorId.ListenFailed"/>.</exception>
    ITransportListener Listen(Endpoint endpoint);
}
