using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Transports;

/// <summary>Plain TCP. Host names are resolved at each attempt, and all their addresses tried.</summary>
/// <remarks>Source: <c>transports.md</c> section 4.</remarks>
public sealed class TcpTransport(TimeProvider time) : ITransport
{
    // RFC 8305 section 5: the recommended delay between attempts.
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(16);

    /// <inheritdoc/>
    public async Task<ITransportLink> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            IPAddress[] addresses = await ResolveAsync(endpoint, both.Token).ConfigureAwait(false);
            Socket socket = await ConnectAnyAsync(addresses, endpoint.Port, both.Token).ConfigureAwait(false);
            return Wrap(socket, endpoint);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"No connection within {ConnectTimeout.TotalSeconds:0} s.");
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public ITransportListener Listen(Endpoint endpoint)
    {
        IPAddress address = endpoint.Address ?? throw Failed(endpoint, "It is not an IP address.", null);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Explicit, because the systems' defaults differ.
            if (address.AddressFamily == AddressFamily.InterNetworkV6) { socket.DualMode = address.Equals(IPAddress.IPv6Any); }

            // Elsewhere it is the default: without it another program could bind the same port on Windows and take the connections.
            if (OperatingSystem.IsWindows()) { socket.ExclusiveAddressUse = true; }

            socket.Bind(new IPEndPoint(address, endpoint.Port));
            socket.Listen();
            return new TcpListenerSocket(socket, time);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw exception.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new MyceliumException(
                    MyceliumErrorId.ListenAddressInUse,
                    $"Another program, or another node of this one, listens on {endpoint} already.",
                    "Choose another port, or 0 for any free one, or stop what listens there.",
                    exception)
                : Failed(endpoint, exception.Message, exception);
        }
    }

    private static TcpLink Wrap(Socket socket, Endpoint endpoint)
    {
        try
        {
            return new TcpLink(socket, endpoint);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private static MyceliumException Failed(Endpoint endpoint, string reason, Exception? cause) => new(
        MyceliumErrorId.ListenFailed, $"Can't listen on {endpoint}: {reason}", "Check that the address belongs to this machine.", cause);

    private static async Task<IPAddress[]> ResolveAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Address is { } address) { return [address]; }

        IPAddress[] found = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken).ConfigureAwait(false);
        return found.Length > 0 ? Interleave(found) : throw new IOException($"The name {endpoint.Host} has no address.");
    }

    /// <summary>RFC 8305 section 4: the families take turns, beginning with that of the first address.</summary>
    internal static IPAddress[] Interleave(IPAddress[] addresses)
    {
        var first = new Queue<IPAddress>(addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily));
        var second = new Queue<IPAddress>(addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily));
        var order = new List<IPAddress>(addresses.Length);
        while (first.Count + second.Count > 0)
        {
            if (first.TryDequeue(out IPAddress? one)) { order.Add(one); }

            if (second.TryDequeue(out IPAddress? other)) { order.Add(other); }
        }

        return [.. order];
    }

    private async Task<Socket> ConnectAnyAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<Socket>>();
        Exception? failure = null;
        int next = 0;
        while (next < addresses.Length || attempts.Count > 0)
        {
            if (next < addresses.Length) { attempts.Add(ConnectAsync(addresses[next++], port, losers.Token)); }

            Task? head = next < addresses.Length ? Task.Delay(AttemptDelay, time, losers.Token) : null;
            Task done = await Task.WhenAny(head is null ? attempts : [.. attempts, head]).ConfigureAwait(false);
            if (done is not Task<Socket> attempt) { continue; }

            attempts.Remove(attempt);
            if (attempt.IsCompletedSuccessfully)
            {
                await losers.CancelAsync().ConfigureAwait(false);
                await DiscardAsync(attempts).ConfigureAwait(false);
                return await attempt.ConfigureAwait(false);
            }

            failure = attempt.Exception?.InnerException ?? failure;
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw failure ?? new IOException("There is no address to connect to.");
    }

    private static async Task DiscardAsync(List<Task<Socket>> attempts)
    {
        foreach (Task<Socket> attempt in attempts)
        {
            try
            {
                (await attempt.ConfigureAwait(false)).Dispose();
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // An attempt that lost the race has nothing to say.
            }
        }
    }

    private async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            var target = new IPEndPoint(address, port);
            if (OperatingSystem.IsWindows())
            {
                await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ConnectByPollingAsync(socket, target, cancellationToken).ConfigureAwait(false);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A socket that once was awaited wakes the runtime's own threads for all its life, whenever it becomes readable or writable.
    private async Task ConnectByPollingAsync(Socket socket, IPEndPoint target, CancellationToken cancellationToken)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(target);
            return;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // It is under way.
        }

        for (TimeSpan pause = ShortestPoll; !IsDecided(socket); pause = NextPause(pause))
        {
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }

        int error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != 0) { throw new SocketException(error); }
    }

    // Some systems show a failure only as one.
    private static bool IsDecided(Socket socket) =>
        socket.Poll(TimeSpan.Zero, SelectMode.SelectWrite) || socket.Poll(TimeSpan.Zero, SelectMode.SelectError);

    private static TimeSpan NextPause(TimeSpan pause) => pause < LongestPoll ? 2 * pause : LongestPoll;
}
