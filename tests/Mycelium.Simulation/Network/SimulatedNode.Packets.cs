using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Simulation.Network;

/// <content>A model of the packet path: the same look-ups, waits and needs, without sealing.</content>
internal sealed partial class SimulatedNode
{
    private static readonly TimeSpan RefreshWindow = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UseReport = TimeSpan.FromSeconds(5);

    private readonly Dictionary<ulong, Queue<(Packet Packet, WaitingKind Kind, TimeSpan Deadline)>> _waiting = [];
    private NeedLimiter? _needs;

    /// <summary>Sends an echo request.</summary>
    internal void SendRequest(int flow, Ipv6Address destination)
    {
        if (!IsActive) { return; }

        BeginTurn();
        SendOwn(new Packet(flow, Address, destination, false));
        EndTurn(isAll: false);
    }

    private void HandlePacket(Packet packet)
    {
        if (packet.HopLimit < 2)
        {
            _network.NoteDrop(this, packet, "hop limit");
            return;
        }

        packet.HopLimit--;
        if (packet.Destination == Address)
        {
            Deliver(packet);
        }
        else
        {
            Forward(packet);
        }
    }

    private void SendOwn(Packet packet)
    {
        ForwardingEntry? entry = Forwarding.Find(packet.Destination);
        if (entry is null || entry.NextHop == LinkId.None)
        {
            Need(packet.Destination, RouteNeed.SealDestination);
            Wait(packet.Destination, packet, WaitingKind.Own);
        }
        else
        {
            Transmit(entry, packet);
        }
    }

    private void Forward(Packet packet)
    {
        ForwardingEntry? entry = Forwarding.Find(packet.Destination);
        if (entry is null)
        {
            Need(packet.Destination, RouteNeed.Forward);
            Wait(packet.Destination, packet, WaitingKind.Transit);
        }
        else if (entry.NextHop == LinkId.None)
        {
            _network.NoteDrop(this, packet, "no route");
        }
        else
        {
            Transmit(entry, packet);
        }
    }

    // The key of the source is needed to open a packet.
    private void Deliver(Packet packet)
    {
        if (Forwarding.Find(packet.Source) is null)
        {
            Need(packet.Source, RouteNeed.OpenSource);
            Wait(packet.Source, packet, WaitingKind.Incoming);
        }
        else if (packet.IsReply)
        {
            _network.NoteReply(packet.Flow);
        }
        else
        {
            SendOwn(packet.ToReply());
        }
    }

    private void Transmit(ForwardingEntry entry, Packet packet)
    {
        if (entry.ExpiresAt - Clock < RefreshWindow) { Need(packet.Destination, RouteNeed.Forward); }

        if (WatchesLinks && Clock - entry.Used.UseReportedAt >= UseReport)
        {
            _postedNeeds.Enqueue((packet.Destination, RouteNeed.Use));
            entry.Used.UseReportedAt = Clock;
        }

        if (Links.TryGetValue(entry.NextHop, out LinkEnd? end))
        {
            end.Send(FrameKind.Data, default, packet, Packet.Size);
        }
        else
        {
            _network.NoteDrop(this, packet, "no link");
        }
    }

    private void Need(Ipv6Address address, RouteNeed need)
    {
        _needs ??= new NeedLimiter();
        if (_needs.IsRecent(address, need, Clock)) { return; }

        _needs.Note(address, need, Clock);
        _postedNeeds.Enqueue((address, need));
    }

    private void Wait(Ipv6Address key, Packet packet, WaitingKind kind)
    {
        if (!_waiting.TryGetValue(key.High, out Queue<(Packet Packet, WaitingKind Kind, TimeSpan Deadline)>? queue))
        {
            _waiting.Add(key.High, queue = new());
        }

        while (queue.Count > 0 && queue.Peek().Deadline <= Clock) { queue.Dequeue(); }

        if (queue.Count < WaitingPackets.MaximumPerSubnet) { queue.Enqueue((packet, kind, Clock + WaitingPackets.Lifetime)); }
    }

    private void Release(Subnet subnet)
    {
        if (!_waiting.Remove(subnet.Network.High, out Queue<(Packet Packet, WaitingKind Kind, TimeSpan Deadline)>? queue)) { return; }

        foreach ((Packet packet, WaitingKind kind, TimeSpan deadline) in queue)
        {
            if (deadline <= Clock) { continue; }

            switch (kind)
            {
                case WaitingKind.Own: SendOwn(packet); break;
                case WaitingKind.Transit: Forward(packet); break;
                default: Deliver(packet); break;
            }
        }
    }

    private void Refuse(Subnet subnet) => _waiting.Remove(subnet.Network.High);

    private void ClearPackets()
    {
        _waiting.Clear();
        _needs = null;
        _posted.Clear();
        _postedNeeds.Clear();
    }
}
