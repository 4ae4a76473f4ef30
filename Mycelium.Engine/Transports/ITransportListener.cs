namespace Mycelium.Engine.Transports;

/// <summary>Takes connections from others. Disposal stops it.</summary>
public interface ITransportListener : IDisposable
{
    /// <summary>Where it listens, with the port that it got.</summary>
    Endpoint Endpoint { get; }

    /// <summary>Waits for the next connection. A connection that breaks while it is accepted is passed over.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The listener was stopped.</exception>
    Task<ITransportLink> AcceptAsync(CancellationToken cancellationToken);
}
