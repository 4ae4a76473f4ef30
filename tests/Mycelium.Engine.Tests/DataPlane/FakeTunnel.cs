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

    public int Read(PacketBatch batch)
    {
        int count = 0;
        while (!batch.IsFull && Outgoing.TryDequeue(out byte[]? packet))
        {
            batch.TryAdd(packet);
            count++;
        }

        return count;
    }

    public int Write(PacketBatch batch)
    {
        ReceivedCount += batch.Count;
        for (int i = 0; Keeps && i < batch.Count; i++) { Received.Add(batch[i].ToArray()); }

        return batch.Count;
    }

    public void SetReadySignal(Action? signal) => _signal = signal;

    public void Dispose()
    {
        Disposing?.Invoke();
        IsDisposed = true;
    }
}
