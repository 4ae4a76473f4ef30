namespace Mycelium.Engine.Tunnels;

/// <summary>A node that only forwards: nothing is delivered.</summary>
internal sealed class NoTunnel(int mtu) : ITunnel
{
    public TunnelMode Mode => TunnelMode.None;

    public string? InterfaceName => null;

    public int Mtu => mtu;

    public nint PollHandle => -1;

    public int Read(PacketBatch batch) => 0;

    public int Write(PacketBatch batch) => 0;

    public void SetReadySignal(Action? signal)
    {
    }

    public void Dispose()
    {
    }
}
