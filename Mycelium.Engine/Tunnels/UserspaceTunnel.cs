using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tunnels;

/// <summary>No interface: answers echo requests for the node's address, and takes nothing else.</summary>
internal sealed class UserspaceTunnel(Ipv6Address self, int mtu) : ITunnel
{
    // As many replies as a turn can bring; what comes beyond is a flood.
    private const int Capacity = 64;

    private readonly byte[][] _replies = new byte[Capacity][];
    private readonly int[] _lengths = new int[Capacity];
    private Action? _signal;
    private int _first;
    private int _count;
    private int _refused;

    public TunnelMode Mode => TunnelMode.Userspace;

    public string? InterfaceName => null;

    public int Mtu => mtu;

    public nint PollHandle => -1;

    public bool TryRead(TunnelInput input)
    {
        if (_count == 0) { return false; }

        input.Set(_replies[_first].AsSpan(0, _lengths[_first]));
        _first = (_first + 1) % Capacity;
        _count--;
        return true;
    }

    public void Write(Span<byte> packet)
    {
        bool isForUs = EchoReply.IsRequest(packet, out Ipv6Header header) && header.Destination == self;
        if (!isForUs || packet.Length > mtu || _count == Capacity)
        {
            _refused++;
            return;
        }

        int place = (_first + _count) % Capacity;
        Span<byte> reply = (_replies[place] ??= new byte[mtu]).AsSpan(0, packet.Length);
        packet.CopyTo(reply);
        EchoReply.Make(reply);
        _lengths[place] = packet.Length;
        if (_count++ == 0) { _signal?.Invoke(); }
    }

    public int Flush()
    {
        int refused = _refused;
        _refused = 0;
        return refused;
    }

    public void SetReadySignal(Action? signal) => _signal = signal;

    public void Dispose()
    {
    }
}
