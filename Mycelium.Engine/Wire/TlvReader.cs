namespace Mycelium.Engine.Wire;

/// <summary>Walks the TLVs of one control packet body. Malformed input ends the walk; nothing here throws.</summary>
/// <remarks>Each true result consumes at least 2 bytes. Source: <c>routing-wire.md</c> section 9; RFC 8966 section 4.3.</remarks>
public ref struct TlvReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>True if trailing bytes could not be framed and were discarded; the caller counts it.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Reads the next TLV; <paramref name="value"/> is a slice of the body, without type and length.</summary>
    public bool TryRead(out TlvType type, out ReadOnlySpan<byte> value)
    {
        type = default;
        value = default;
        _rest = _rest.TrimStart((byte)TlvType.Pad1);
        if (_rest.IsEmpty) { return false; }

        if (_rest.Length < 2 || _rest[1] > _rest.Length - 2)
        {
            // A length that can't be right says nothing about where the next TLV begins.
            _rest = default;
            IsTruncated = true;
            return false;
        }

        type = (TlvType)_rest[0];
        value = _rest.Slice(2, _rest[1]);
        _rest = _rest[(2 + value.Length)..];
        return true;
    }
}
