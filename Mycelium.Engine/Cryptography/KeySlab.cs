using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Mycelium.Engine.Cryptography;

/// <summary>Pages that hold the keys of many destinations. One thread at a time; <see cref="KeyMemory"/> sees to it.</summary>
/// <remarks>
/// Locked if the system's limit allows that, and left out of dumps: best effort, since a node must work where neither is to be had.
/// Some hundred keys share the two or three memory mappings that this costs; Linux allows a process 65,530.
/// </remarks>
internal sealed unsafe class KeySlab
{
    private readonly byte* _memory;
    private readonly nuint _size;
    private readonly Stack<int> _free;
    private readonly int _count;

    /// <summary>Takes pages from the system.</summary>
    /// <param name="size">Bytes, a power of two; no less than a page is taken.</param>
    internal KeySlab(int size)
    {
        int pageSize = Environment.SystemPageSize;
        _size = (nuint)Math.Max(size, pageSize);
        _memory = (byte*)NativeMemory.AlignedAlloc(_size, (nuint)pageSize);
        NativeMemory.Clear(_memory, _size);
        _ = SodiumInterop.LockMemory(_memory, _size);
        _count = (int)_size / KeySlot.Size;
        _free = new Stack<int>(Enumerable.Range(0, _count));
    }

    /// <summary>No slot is free.</summary>
    internal bool IsFull => _free.Count == 0;

    /// <summary>All slots are free.</summary>
    internal bool IsEmpty => _free.Count == _count;

    /// <summary>Where a slot begins.</summary>
    internal byte* AddressOf(int index) => _memory + (index * KeySlot.Size);

    /// <summary>Takes a free slot; there is one.</summary>
    internal KeySlot Take() => new(this, _free.Pop());

    /// <summary>Wipes a slot and makes it free.</summary>
    internal void Return(KeySlot slot)
    {
        CryptographicOperations.ZeroMemory(slot.Bytes);
        _free.Push(slot.Index);
    }

    /// <summary>Gives the pages back, wiped. No slot is in use, and none is taken again.</summary>
    internal void Free()
    {
        _ = SodiumInterop.UnlockMemory(_memory, _size);
        NativeMemory.AlignedFree(_memory);
    }
}
