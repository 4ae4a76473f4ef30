using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>
/// Accepted connections that have not sent a valid TLV yet. The protocol has no handshake, and every node announces itself at once:
/// when too many are silent, the oldest gives way, so that slow attackers never block the others. The data thread closes those that
/// stay silent. One owner.
/// </summary>
internal sealed class HalfOpenLinks
{
    /// <summary>Most connections at a time.</summary>
    internal const int Maximum = 64;

    // In order of their arrival. A dictionary that loses entries does not keep that order.
    private readonly LinkedList<LinkId> _order = new();
    private readonly Dictionary<LinkId, LinkedListNode<LinkId>> _nodes = [];

    /// <summary>Number of connections.</summary>
    internal int Count => _nodes.Count;

    /// <summary>Notes a new connection.</summary>
    /// <returns>The connection that must be closed for it; none while there is room.</returns>
    internal LinkId Add(LinkId link)
    {
        LinkId displaced = _nodes.Count >= Maximum ? _order.First!.Value : LinkId.None;
        Remove(displaced);
        _nodes.Add(link, _order.AddLast(link));
        return displaced;
    }

    /// <summary>A connection said something, or ended.</summary>
    internal void Remove(LinkId link)
    {
        if (_nodes.Remove(link, out LinkedListNode<LinkId>? node)) { _order.Remove(node); }
    }
}
