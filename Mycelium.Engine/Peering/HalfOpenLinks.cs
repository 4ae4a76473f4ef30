using System.Net;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>
/// Accepted connections that have not sent a valid TLV yet. The protocol has no handshake, and every node announces itself at once:
/// when too many are silent, the oldest of the network that has most of them gives way, so that slow attackers never block the others.
/// The data thread closes those that stay silent. One owner.
/// </summary>
internal sealed class HalfOpenLinks
{
    /// <summary>Most connections at a time.</summary>
    internal const int Maximum = 64;

    /// <summary>Most connections from one IPv4 address or IPv6 /64 at a time; loopback is exempt.</summary>
    internal const int MaximumPerNetwork = 8;

    private static readonly (ulong High, ulong Low) Unknown = (0, 0);

    // In order of their arrival. A dictionary that loses entries does not keep that order.
    private readonly LinkedList<(LinkId Link, (ulong High, ulong Low) Network)> _order = new();
    private readonly Dictionary<LinkId, LinkedListNode<(LinkId Link, (ulong High, ulong Low) Network)>> _nodes = [];
    private readonly Dictionary<(ulong High, ulong Low), int> _counts = [];

    /// <summary>Number of connections.</summary>
    internal int Count => _nodes.Count;

    /// <summary>Notes a new connection.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="address">Where it comes from; null if that is not known.</param>
    /// <returns>The connection that must be closed for it; none while there is room.</returns>
    internal LinkId Add(LinkId link, IPAddress? address)
    {
        bool isExempt = address is null || IPAddress.IsLoopback(address);
        (ulong High, ulong Low) network = isExempt ? Unknown : SourceNetwork.Of(address!);
        LinkId displaced = LinkId.None;
        if (!isExempt && _counts.GetValueOrDefault(network) >= MaximumPerNetwork)
        {
            displaced = Oldest(network);
        }
        else if (_nodes.Count >= Maximum)
        {
            displaced = Oldest(_counts.MaxBy(item => item.Value).Key);
        }

        Remove(displaced);
        _nodes.Add(link, _order.AddLast((link, network)));
        _counts[network] = _counts.GetValueOrDefault(network) + 1;
        return displaced;
    }

    /// <summary>A connection said something, or ended.</summary>
    internal void Remove(LinkId link)
    {
        if (!_nodes.Remove(link, out LinkedListNode<(LinkId Link, (ulong High, ulong Low) Network)>? node)) { return; }

        _order.Remove(node);
        (ulong High, ulong Low) network = node.Value.Network;
        int left = _counts[network] - 1;
        if (left > 0)
        {
            _counts[network] = left;
        }
        else
        {
            _counts.Remove(network);
        }
    }

    private LinkId Oldest((ulong High, ulong Low) network) => _order.First(item => item.Network == network).Link;
}
