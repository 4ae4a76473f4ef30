using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>Finds nodes on the local network by multicast beacons.</summary>
internal sealed class LocalDiscovery : IDisposable
{
    private readonly DiscoveryOptions _options;
    private readonly IPeeringEvents _events;
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly HashSet<long> _joined = [];
    private readonly BeaconSchedule _schedule = new();
    private int _beaconsLeft = DiscoveryRules.MaximumBeaconsPerInterval;

    /// <exception cref="SocketException">The port is taken, or the system has no IPv6.</exception>
    internal LocalDiscovery(DiscoveryOptions options, IPeeringEvents events, TimeProvider time)
    {
        _options = options;
        _events = events;
        _time = time;
        _socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Several nodes of one machine share the port.
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(new IPEndPoint(IPAddress.IPv6Any, options.Port));
            _socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastLoopback, false);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends beacons, the first at once; looks for new interfaces every few seconds.</summary>
    internal async Task SendAsync(CancellationToken cancellationToken)
    {
        byte[] beacon = new byte[DiscoveryBeacon.Size];
        new DiscoveryBeacon((ushort)_options.ListenPort, _options.Self).TryWrite(beacon);
        long start = _time.GetTimestamp();
        TimeSpan budgetEnd = TimeSpan.Zero;
        using var timer = new PeriodicTimer(BeaconSchedule.LookInterval, _time);
        do
        {
            TimeSpan now = _time.GetElapsedTime(start);
            if (now >= budgetEnd)
            {
                budgetEnd = now + DiscoveryRules.BeaconInterval;
                Volatile.Write(ref _beaconsLeft, DiscoveryRules.MaximumBeaconsPerInterval);
            }

            List<long> interfaces = ListInterfaces();
            _joined.IntersectWith(interfaces);
            foreach (long index in _schedule.Look(interfaces, now))
            {
                _schedule.Sent(index, await TrySendOnAsync(index, beacon, cancellationToken).ConfigureAwait(false), now);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes beacons.</summary>
    internal async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        // One byte more than a beacon, so that a longer datagram is not mistaken for one.
        byte[] buffer = new byte[DiscoveryBeacon.Size + 1];
        var any = new IPEndPoint(IPAddress.IPv6Any, 0);
        while (true)
        {
            try
            {
                SocketReceiveFromResult result =
                    await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, cancellationToken).ConfigureAwait(false);
                Handle(buffer.AsSpan(0, result.ReceivedBytes), (IPEndPoint)result.RemoteEndPoint);
            }
            catch (SocketException) when (!cancellationToken.IsCancellationRequested)
            {
                // An overlong datagram on Windows, or an ICMP error to a beacon of ours: nothing to act on.
            }
        }
    }

    /// <summary>Takes one datagram.</summary>
    internal void Handle(ReadOnlySpan<byte> datagram, IPEndPoint source)
    {
        if (Volatile.Read(ref _beaconsLeft) <= 0) { return; }

        Interlocked.Decrement(ref _beaconsLeft);
        if (DiscoveryRules.TryRead(datagram, source, _options, out Endpoint endpoint, out DiscoveryBeacon beacon))
        {
            _events.BeaconReceived(endpoint, beacon.RouterId);
        }
    }

    private List<long> ListInterfaces()
    {
        var found = new List<long>();
        foreach (NetworkInterface item in AllInterfaces())
        {
            try
            {
                IPInterfaceProperties properties = item.GetIPProperties();
                bool qualifies = DiscoveryRules.Qualifies(
                    item.Name,
                    item.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown,
                    item.SupportsMulticast,
                    item.NetworkInterfaceType,
                    item.GetPhysicalAddress().GetAddressBytes().Length > 0,
                    properties.UnicastAddresses.Select(address => address.Address),
                    _options);
                if (qualifies) { found.Add(properties.GetIPv6Properties().Index); }
            }
            catch (NetworkInformationException)
            {
                // The interface went away while we looked.
            }
        }

        return found;
    }

    private static NetworkInterface[] AllInterfaces()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces();
        }
        catch (NetworkInformationException)
        {
            // The system could not list them at the moment; the next beacon tries again.
            return [];
        }
    }

    private async Task<bool> TrySendOnAsync(long index, byte[] beacon, CancellationToken cancellationToken)
    {
        try
        {
            if (_joined.Add(index))
            {
                _socket.SetSocketOption(
                    SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(DiscoveryRules.Group, index));
            }
        }
        catch (SocketException)
        {
            // Joined already, as after an interface came back with the same index.
        }

        try
        {
            var group = new IPEndPoint(new IPAddress(DiscoveryRules.Group.GetAddressBytes(), index), _options.Port);
            await _socket.SendToAsync(beacon, SocketFlags.None, group, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            // The interface is down at the moment, or has no usable address yet.
            return false;
        }
    }
}
