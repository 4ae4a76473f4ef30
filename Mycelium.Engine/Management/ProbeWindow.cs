namespace Mycelium.Engine.Management;

/// <summary>How many probes are under way while a rate is measured: grows until one is lost, then halves. One owner.</summary>
/// <remarks>Source: RFC 5681 sections 3.1 and 3.2, in packets.</remarks>
internal sealed class ProbeWindow
{
    /// <summary>Most probes under way: a node without an interface answers no more at once.</summary>
    internal const int Maximum = 64;

    private const double Minimum = 2;

    private double _size = Minimum;
    private double _threshold = Maximum;
    private long _newestAtLoss;

    /// <summary>Number of probes that may be under way.</summary>
    internal int Size => (int)_size;

    /// <summary>A probe was answered.</summary>
    internal void Answered() => _size = Math.Min(_size + (_size < _threshold ? 1 : 1 / _size), Maximum);

    /// <summary>A probe was lost. Of several that were under way together, one counts.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="newest">Number of the newest probe that was sent.</param>
    internal void Lost(long number, long newest)
    {
        if (number <= _newestAtLoss) { return; }

        _newestAtLoss = newest;
        _threshold = _size = Math.Max(_size / 2, Minimum);
    }
}
