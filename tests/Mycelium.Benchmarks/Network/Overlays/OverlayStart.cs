namespace Mycelium.Benchmarks.Network.Overlays;

/// <summary>An overlay that runs.</summary>
/// <param name="Address">Overlay address of the last place.</param>
/// <param name="ProcessIds">Of all daemons; none where the kernel does the work.</param>
internal sealed record OverlayStart(string Address, IReadOnlyList<int> ProcessIds);
