using Mycelium.Engine.Tunnels;

namespace Mycelium.Benchmarks.Forwarding;

/// <summary>A host that sends the same packet as often as it is told, and forgets what it receives.</summary>
internal sealed class RepeatingTunnel(int mtu) : ITunnel
{
    private byte[] _packet = [];
    private int _left;
    private Action? _signal;

    public TunnelMode Mode => TunnelMode.Userspace;

    public string? InterfaceName => null;

    public int Mtu => mtu;

    public nint PollHandle => -1;

    public void Repeat(byte[] packet, int count)
    {
        _packet = packet;
        _left = count;
        _signal?.Invoke();
    }

    public bool TryRead(TunnelInput input)
    {
        if (_left == 0) { return false; }

        _left--;
        input.Set(_packet);
        return true;
    }

    public void Write(Span<byte> packet)
    {
    }

    public int Flush() => 0;

    public void SetReadySignal(Action? signal) => _signal = signal;

    public void Dispose()
    {
    }
}
