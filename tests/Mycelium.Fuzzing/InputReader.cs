using System.Buffers.Binary;

namespace Mycelium.Fuzzing;

/// <summary>Takes values from the front of an input; what is missing reads as zero, so that every input means something.</summary>
internal ref struct InputReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    /// <summary>What has not been taken.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Whether everything has been taken.</summary>
    internal readonly bool IsEmpty => _rest.IsEmpty;

    internal byte Byte()
    {
        ReadOnlySpan<byte> taken = Take(1);
        return taken.IsEmpty ? (byte)0 : taken[0];
    }

    internal ushort UInt16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    /// <summary>Takes as many bytes as there are, at most <paramref name="count"/>.</summary>
    internal ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _rest[..Math.Min(count, _rest.Length)];
        _rest = _rest[taken.Length..];
        return taken;
    }

    /// <summary>Fills the target; what is missing is zero.</summary>
    internal void Fill(scoped Span<byte> target)
    {
        target.Clear();
        Take(target.Length).CopyTo(target);
    }
}
