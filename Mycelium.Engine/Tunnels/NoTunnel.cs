namespace Mycelium.Engine.Tunnels;

/// <summary>A node that only forwards: nothing is delivered.</summary>
internal sealed class NoTunnel(int mtu) : ITunnel
{
    private int _refused;

    public TunnelMode Mode => TunnelMode.None;

    public string? InterfaceName => null;

    public int Mtu => mtu;

    public nint PollHandle => -1;

    public bool TryRead(TunnelInput input) => false;

    public void Write(Span<byte> packet) => _refused++;

    public int Flush()
    {
        int refused = _refused;
        _refused = 0;
        return refused;
    }

    public void SetReadySignal(Action? signal)
    {
    }

    public void Dispose()
    {
    }
}
