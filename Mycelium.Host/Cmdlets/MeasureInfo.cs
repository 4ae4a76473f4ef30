namespace Mycelium.Host.Cmdlets;

/// <summary>What <c>Measure-Object</c> found; what was not asked for is null.</summary>
/// <param name="Count">Number of objects or values.</param>
/// <param name="Average">Their mean.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Maximum">The greatest.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Property">The property that was measured.</param>
public sealed record MeasureInfo(int Count, double? Average, double? Sum, object? Maximum, object? Minimum, string? Property);
