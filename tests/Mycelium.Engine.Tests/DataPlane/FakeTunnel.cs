using Mycelium.Engine.Tunnels;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>A host made of two lists: what it sends into the overlay, and what it got from it.</summary>
internal sealed class FakeTunnel : ITunnel
{
    private Action? _signal;

    public Queue<byte[]> Outgoing { get; } = new();

    public List<byte[]> Received { get; } = [];

    public bool Keeps { get; set; } = true;

    public long ReceivedCount { get; private set; }

    public bool IsDisposed { get; private set; }

    public Action? Disposing { get; set; }

    public TunnelMode Mode => TunnelMode.Userspace;

    public string? InterfaceName => null;

    public int Mtu => 1400;

    public nint PollHandle => -1;

    public void Send(byte[] packet)
    {
        Outgoing.Enqueue(packet);
        _signal?.Invoke();
    }

    /// <summary>Runs that are read before the packets.</summary>
    public Queue<(VirtioHeader Header, byte[] Bytes)> Runs { get; } = new();

    public void SendRun(VirtioHeader header, byte[] bytes)
    {
        Runs.Enqueue((header, bytes));
        _signal?.Invoke();
    }

    public bool TryRead(TunnelInput input)
    {
        if (Runs.TryDequeue(out (VirtioHeader Header, byte[] Bytes) run))
        {
            run.Bytes.CopyTo(input.Space(0));
            input.SetOffloaded(run.Header, run.Bytes.Length);
            return true;
        }

        if (!Outgoing.TryDequeue(out byte[]? packet)) { return false; }

        input.Set(packet);
        return true;
    }

    public void Write(Span<byte> packet)
    {
        ReceivedCount++;
        if (Keeps) { Received.Add(packet.ToArray()); }
    }

    public int Flush() => 0;

    public void SetReadySignal(Action? signal) => _signal = signal;

    public void Dispose()
    {
        Disposing?.Invoke();
        IsDisposed = true;
    }
}
