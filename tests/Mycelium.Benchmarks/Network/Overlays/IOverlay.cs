namespace Mycelium.Benchmarks.Network.Overlays;

/// <summary>A way to carry packets between the namespaces of a <see cref="CandidateNetwork"/>.</summary>
internal interface IOverlay
{
    /// <summary>Name in tables, figures and options.</summary>
    string Name { get; }

    /// <summary>Whether it finds its way over a node in the middle.</summary>
    bool CanFormLines { get; }

    /// <summary>Starts it in every place of a network.</summary>
    /// <returns>Where the traffic goes, and the daemons' process ids.</returns>
    /// <exception cref="InvalidOperationException">It is not installed, or did not start.</exception>
    /// <exception cref="TimeoutException">It did not come up in time.</exception>
    Task<OverlayStart> StartAsync(CandidateNetwork network);
}
