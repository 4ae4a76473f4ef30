using System.Collections.Concurrent;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Peering;

/// <summary>Dials, listens and discovers on behalf of the peer table. Every task is supervised; disposal ends them all.</summary>
internal sealed class PeeringService : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<TransportScheme, ITransport> _transports;
    private readonly IPeeringEvents _events;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Endpoint, CancellationTokenSource> _dials = new();
    private readonly ConcurrentDictionary<Task, bool> _tasks = new();
    private readonly List<IDisposable> _resources = [];

    internal PeeringService(IReadOnlyDictionary<TransportScheme, ITransport> transports, IPeeringEvents events, TimeProvider time)
    {
        _transports = transports;
        _events = events;
        _time = time;
        WatchAddresses();
    }

    /// <summary>Listens, and returns the endpoint with the port that it got.</summary>
    /// <exception cref="MyceliumException">As <see cref="ITransport.Listen"/>.</exception>
    internal Endpoint Listen(Endpoint endpoint)
    {
        ITransportListener listener = TransportOf(endpoint).Listen(endpoint);
        _resources.Add(listener);
        Supervise(AcceptAsync(listener));
        return listener.Endpoint;
    }

    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>: there is no such transport.</exception>
    internal void RefuseUnusable(Endpoint endpoint) => TransportOf(endpoint);

    /// <summary>Starts an attempt; its outcome is reported.</summary>
    internal void BeginDial(Endpoint endpoint)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        if (_dials.TryAdd(endpoint, cancellation))
        {
            Supervise(DialAsync(endpoint, cancellation));
        }
        else
        {
            // The attempt that was given up has not ended yet.
            cancellation.Dispose();
            _events.DialFailed(endpoint, "An earlier attempt is still being given up.");
        }
    }

    /// <summary>Gives up an attempt.</summary>
    internal void CancelDial(Endpoint endpoint)
    {
        if (!_dials.TryGetValue(endpoint, out CancellationTokenSource? cancellation)) { return; }

        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended between the two lines.
        }
    }

    /// <summary>Starts local discovery; without it the node works as well.</summary>
    internal void StartDiscovery(DiscoveryOptions options)
    {
        try
        {
            var discovery = new LocalDiscovery(options, _events, _time);
            _resources.Add(discovery);
            Supervise(discovery.SendAsync(_stop.Token));
            Supervise(discovery.ReceiveAsync(_stop.Token));
        }
        catch (SocketException exception)
        {
            _events.PeeringWarning($"Local discovery is off: UDP port {options.Port} can't be used ({exception.Message}).");
        }
    }

    public async ValueTask DisposeAsync()
    {
        NetworkChange.NetworkAddressChanged -= OnNetworkAddressChanged;
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (IDisposable resource in _resources) { resource.Dispose(); }

        await Task.WhenAll(_tasks.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void WatchAddresses()
    {
        try
        {
            // When its last handler goes, the event waits for ever if an address changes in that moment (dotnet/runtime issue 131935).
            // This one never goes; adding it again has no effect.
            NetworkChange.NetworkAddressChanged += KeepAddressEvent;
            NetworkChange.NetworkAddressChanged += OnNetworkAddressChanged;
        }
        catch (NetworkInformationException exception)
        {
            _events.PeeringWarning($"Changes of addresses can't be seen ({exception.Message}); peers are dialled in their turn.");
        }
    }

    private static void KeepAddressEvent(object? sender, EventArgs e)
    {
    }

    private void OnNetworkAddressChanged(object? sender, EventArgs e) => _events.NetworkChanged();

    private ITransport TransportOf(Endpoint endpoint) =>
        _transports.TryGetValue(endpoint.Scheme, out ITransport? transport)
            ? transport
            : throw new MyceliumException(
                MyceliumErrorId.InvalidEndpoint,
                $"This node can't use {endpoint}: it was given no such transport.",
                "Use tcp:// endpoints.");

    private async Task AcceptAsync(ITransportListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            ITransportLink link = await listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
            _events.LinkAccepted(link);
        }
    }

    private async Task DialAsync(Endpoint endpoint, CancellationTokenSource cancellation)
    {
        // What the transport does before its first wait must not hold up the caller.
        await Task.Yield();
        ITransportLink? link = null;
        string? failure = null;
        try
        {
            link = await TransportOf(endpoint).DialAsync(endpoint, cancellation.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // However a transport fails, the attempt must be reported: else its peer is never dialled again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception.Message;
        }
        finally
        {
            _dials.TryRemove(endpoint, out _);
            cancellation.Dispose();
        }

        if (link is not null)
        {
            _events.DialSucceeded(endpoint, link);
        }
        else
        {
            _events.DialFailed(endpoint, failure ?? "It failed.");
        }
    }

    private void Supervise(Task task)
    {
        _tasks.TryAdd(task, true);
        task.ContinueWith(
            ended =>
            {
                _tasks.TryRemove(ended, out _);
                bool isExpected = _stop.IsCancellationRequested || ended.Exception is null;
                if (!isExpected) { _events.PeeringWarning(ended.Exception!.InnerException!.Message); }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
