using System.Globalization;

namespace Mycelium.Engine.Wire;

/// <summary>The cost of a route: smaller is better, 65535 is unreachable.</summary>
/// <param name="Value">The wire value: 0 (the neighbour is the origin) to 65534, or 65535 for a retraction.</param>
/// <remarks>Source: <c>routing-wire.md</c> section 2.6.</remarks>
public readonly record struct Metric(ushort Value) : IComparable<Metric>
{
    /// <summary>The metric of a retraction.</summary>
    public static Metric Infinite => new(ushort.MaxValue);

    /// <summary>The largest cost that is still reachable.</summary>
    public static Metric LargestFinite => new(ushort.MaxValue - 1);

    /// <summary>Whether this is the metric of a retraction.</summary>
    public bool IsInfinite => Value == ushort.MaxValue;

    /// <summary>Adds; a sum of finite metrics stays finite, at most 65534.</summary>
    public Metric Plus(Metric other) =>
        IsInfinite || other.IsInfinite ? Infinite : new((ushort)Math.Min(Value + other.Value, LargestFinite.Value));

    /// <summary>Subtracts a finite metric, not below 0; infinite stays infinite.</summary>
    public Metric Minus(Metric other) => IsInfinite ? Infinite : new((ushort)Math.Max(Value - other.Value, 0));

    /// <summary>The absolute difference of the wire values, also when one of them is infinite.</summary>
    public ushort DistanceTo(Metric other) => (ushort)Math.Abs(Value - other.Value);

    /// <inheritdoc/>
    public int CompareTo(Metric other) => Value.CompareTo(other.Value);

    /// <summary>Whether the left metric is better.</summary>
    public static bool operator <(Metric left, Metric right) => left.Value < right.Value;

    /// <summary>Whether the left metric is worse.</summary>
    public static bool operator >(Metric left, Metric right) => left.Value > right.Value;

    /// <summary>Whether the left metric is better or equal.</summary>
    public static bool operator <=(Metric left, Metric right) => left.Value <= right.Value;

    /// <summary>Whether the left metric is worse or equal.</summary>
    public static bool operator >=(Metric left, Metric right) => left.Value >= right.Value;

    /// <summary>The decimal value, or <c>infinite</c>.</summary>
    public override string ToString() => IsInfinite ? "infinite" : Value.ToString(CultureInfo.InvariantCulture);
}
