using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>The connections of the data thread, and those of them that have something to send. One owner.</summary>
internal sealed class PortTable
{
    private readonly Dictionary<LinkId, LinkPort> _ports = [];
    private readonly List<LinkPort> _listed = [];

    internal Dictionary<LinkId, LinkPort>.ValueCollection All => _ports.Values;

    internal int Count => _ports.Count;

    /// <summary>Ports that have something to send; the loop empties the list after each turn.</summary>
    internal List<LinkPort> Listed => _listed;

    internal LinkPort? Find(LinkId id) => _ports.GetValueOrDefault(id);

    internal void Add(LinkPort port) => _ports.Add(port.Id, port);

    internal void Remove(LinkPort port) => _ports.Remove(port.Id);

    /// <summary>Notes that a port has something to send.</summary>
    internal void List(LinkPort port)
    {
        if (port.IsListed) { return; }

        port.IsListed = true;
        _listed.Add(port);
    }
}
