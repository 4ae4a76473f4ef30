using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tunnels;

/// <summary>No interface: answers echo requests for the node's address, and takes nothing else.</summary>
internal sealed class UserspaceTunnel(Ipv6Address self, int mtu) : ITunnel
{
    // As many replies as a turn can bring; what comes beyond is a flood.
    private const int Capacity = 64;

    private readonly PacketBatch _replies = new(Capacity, mtu, headroom: 0, tailroom: 0);

    public TunnelMode Mode => TunnelMode.Userspace;

    public string? InterfaceName => null;

    public int Mtu => mtu;

    public nint PollHandle => -1;

    private Action? _signal;

    public int Read(PacketBatch batch)
    {
        int count = 0;
        while (count < _replies.Count && batch.TryAdd(_replies[count])) { count++; }

        _replies.Clear();
        return count;
    }

    public int Write(PacketBatch batch)
    {
        int taken = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            bool isForUs = EchoReply.IsRequest(batch[i], out Ipv6Header header) && header.Destination == self;
            if (!isForUs || !_replies.TryAdd(batch[i])) { continue; }

            EchoReply.Make(_replies[_replies.Count - 1]);
            taken++;
        }

        if (taken > 0) { _signal?.Invoke(); }

        return taken;
    }

    public void SetReadySignal(Action? signal) => _signal = signal;

    public void Dispose()
    {
    }
}
