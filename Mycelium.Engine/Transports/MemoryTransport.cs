using System.Collections.Concurrent;
using System.Threading.Channels;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Transports;

/// <summary>Connections within the process, by the names of their listeners. Nodes that share one object reach each other.</summary>
/// <param name="linkCapacity">Bytes that each direction of a link holds before its sender must wait.</param>
public sealed class MemoryTransport(int linkCapacity = MemoryTransport.DefaultLinkCapacity) : ITransport
{
    /// <summary>Default capacity of a direction, in bytes.</summary>
    public const int DefaultLinkCapacity = 256 * 1024;

    private const int Backlog = 64;

    private readonly ConcurrentDictionary<Endpoint, Listener> _listeners = new();
    private int _lastClient;

    /// <inheritdoc/>
    public Task<ITransportLink> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Endpoint client = Endpoint.Memory($"client-{Interlocked.Increment(ref _lastClient)}");
        (MemoryLink near, MemoryLink far) = MemoryLink.CreatePair(endpoint, client, linkCapacity);
        bool isTaken = _listeners.TryGetValue(endpoint, out Listener? listener) && listener.Queue.Writer.TryWrite(far);
        return isTaken ? Task.FromResult<ITransportLink>(near) : throw new IOException($"Nobody listens on {endpoint}.");
    }

    /// <inheritdoc/>
    public ITransportListener Listen(Endpoint endpoint)
    {
        var listener = new Listener(this, endpoint);
        return _listeners.TryAdd(endpoint, listener)
            ? listener
            : throw new MyceliumException(
                MyceliumErrorId.ListenAddressInUse, $"Another node listens on {endpoint} already.", "Choose another name or port.");
    }

    private sealed class Listener(MemoryTransport owner, Endpoint endpoint) : ITransportListener
    {
        internal Channel<MemoryLink> Queue { get; } = Channel.CreateBounded<MemoryLink>(Backlog);

        public Endpoint Endpoint => endpoint;

        public async Task<ITransportLink> AcceptAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await Queue.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                throw new ObjectDisposedException(nameof(ITransportListener));
            }
        }

        public void Dispose()
        {
            owner._listeners.TryRemove(KeyValuePair.Create(endpoint, this));
            Queue.Writer.TryComplete();
            while (Queue.Reader.TryRead(out MemoryLink? waiting)) { waiting.Dispose(); }
        }
    }
}
