namespace Mycelium.Engine.Cryptography;

/// <summary>Native memory for the sealing keys of the process. Any thread; not for the packet path.</summary>
/// <remarks>
/// Native, so that the collector neither moves nor copies keys. No finalizer returns a slot: whoever takes one returns it.
/// What is taken is bounded by those who make keys; empty slabs but one go back to the system.
/// </remarks>
internal static class KeyMemory
{
    private const int SlabSize = 64 * 1024;

    private static readonly Lock Sync = new();
    private static readonly List<KeySlab> WithRoom = [];

    /// <summary>Takes a slot; its bytes are zero.</summary>
    internal static KeySlot Take()
    {
        lock (Sync)
        {
            if (WithRoom.Count == 0) { WithRoom.Add(new KeySlab(SlabSize)); }

            KeySlab slab = WithRoom[^1];
            KeySlot slot = slab.Take();
            if (slab.IsFull) { WithRoom.RemoveAt(WithRoom.Count - 1); }

            return slot;
        }
    }

    /// <summary>Wipes a slot and makes it free. Once for each that was taken.</summary>
    internal static void Return(KeySlot slot)
    {
        lock (Sync)
        {
            if (slot.Slab.IsFull) { WithRoom.Add(slot.Slab); }

            slot.Slab.Return(slot);
            if (!slot.Slab.IsEmpty || WithRoom.Count == 1) { return; }

            WithRoom.Remove(slot.Slab);
            slot.Slab.Free();
        }
    }
}
