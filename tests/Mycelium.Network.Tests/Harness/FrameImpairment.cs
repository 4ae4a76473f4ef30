namespace Mycelium.Network.Tests.Harness;

/// <summary>What a <see cref="DelayLine"/> does to each frame, in each direction.</summary>
/// <param name="Delay">Of every frame.</param>
internal sealed record FrameImpairment(TimeSpan Delay)
{
    /// <summary>Share of frames lost, 0 to 1, independently.</summary>
    internal double Loss { get; init; }

    /// <summary>Share of frames that come later, so that those behind overtake them; 0 to 1, independently.</summary>
    internal double Late { get; init; }

    /// <summary>By how much they come later.</summary>
    internal TimeSpan LateBy { get; init; }

    /// <summary>Of what is lost and late.</summary>
    internal int Seed { get; init; }
}
