namespace Mycelium.Engine.DataPlane;

/// <summary>How the queue of a link was, or those of many. The data thread records; others look at copies.</summary>
internal sealed class QueueHistograms
{
    /// <summary>How long frames waited that the transport did not take at once.</summary>
    internal RecordedHistogram Delay { get; } = RecordedHistogram.ForTimes();

    /// <summary>Bytes that waited, each time that the queue was about to be sent.</summary>
    internal RecordedHistogram Depth { get; } = RecordedHistogram.ForSizes();

    /// <summary>Adds what another has recorded so far. For copies.</summary>
    internal void Add(QueueHistograms other)
    {
        Delay.Add(other.Delay);
        Depth.Add(other.Depth);
    }
}
