namespace Mycelium.Engine.Wire;

/// <summary>A 16-bit sequence number that wraps: 65535 is followed by 0.</summary>
/// <param name="Value">The wire value, 0 to 65535, no unit.</param>
/// <remarks>
/// Has no ordering operators: numbers 32768 apart are neither newer nor older than each other, and the relation is not
/// transitive, so it can't sort. Source: <c>routing-wire.md</c> section 2.5; RFC 8966 section 3.2.1.
/// </remarks>
public readonly record struct SequenceNumber(ushort Value)
{
    /// <summary>The number after this one.</summary>
    public SequenceNumber Next => new((ushort)(Value + 1));

    /// <summary>Returns whether this number was issued after <paramref name="other"/>; false for equal numbers.</summary>
    public bool IsNewerThan(SequenceNumber other) => Value != other.Value && (ushort)(Value - other.Value) < 0x8000;

    /// <summary>Adds modulo 65536.</summary>
    public SequenceNumber Plus(ushort count) => new((ushort)(Value + count));

    /// <summary>The decimal value.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
