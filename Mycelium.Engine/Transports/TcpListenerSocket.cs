using System.Net;
using System.Net.Sockets;

namespace Mycelium.Engine.Transports;

/// <summary>A listening TCP socket.</summary>
internal sealed class TcpListenerSocket(Socket socket, TimeProvider time) : ITransportListener
{
    // When the process has no descriptors left, accepting fails at once, again and again.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    public Endpoint Endpoint { get; } = At((IPEndPoint)socket.LocalEndPoint!);

    public async Task<ITransportLink> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                Socket accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (TryWrap(accepted) is { } link) { return link; }
            }
            catch (SocketException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(PauseAfterFailure, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private static TcpLink? TryWrap(Socket accepted)
    {
        try
        {
            return new TcpLink(accepted, At((IPEndPoint)accepted.RemoteEndPoint!));
        }
        catch (SocketException)
        {
            // The other side was gone before we looked.
            accepted.Dispose();
            return null;
        }
    }

    private static Endpoint At(IPEndPoint endpoint) => Endpoint.Tcp(endpoint.Address, endpoint.Port);
}
