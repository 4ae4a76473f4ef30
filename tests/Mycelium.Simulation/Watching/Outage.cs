namespace Mycelium.Simulation.Watching;

/// <summary>A flow that was down after a silent cut.</summary>
/// <param name="Duration">How long; until the end of the cut if no other way was found before.</param>
/// <param name="RoundTrip">The round trip over the cut edge, queues aside.</param>
/// <param name="IsWatched">Whether the nodes at both ends of the edge watch their links.</param>
internal readonly record struct Outage(TimeSpan Duration, TimeSpan RoundTrip, bool IsWatched);
