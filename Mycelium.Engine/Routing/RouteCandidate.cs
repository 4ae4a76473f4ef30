using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>What selection looks at in a route.</summary>
/// <param name="Metric">As received.</param>
/// <param name="Total">With the link cost.</param>
/// <param name="IsFeasible">Whether the feasibility condition allows it.</param>
/// <param name="IsSuspect">Whether its link does not answer: it serves only if there is no other.</param>
internal readonly record struct RouteCandidate(Metric Metric, Metric Total, bool IsFeasible, bool IsSuspect = false)
{
    /// <summary>Selects a route. Source: <c>routing-behaviour.md</c> section 6.3.</summary>
    /// <param name="candidates">All routes to the subnet.</param>
    /// <param name="current">Index of the selected route, or -1.</param>
    /// <param name="significantImprovement">By how much another must be better, unless its metric is 0.</param>
    /// <returns>Index of the route to use, or -1.</returns>
    internal static int Select(ReadOnlySpan<RouteCandidate> candidates, int current, ushort significantImprovement)
    {
        int best = -1;
        for (int i = 0; i < candidates.Length; i++)
        {
            if (candidates[i].CanBeUsed && (best < 0 || candidates[i].Precedes(candidates[best]))) { best = i; }
        }

        // A current route that may no longer be used protects itself by no margin.
        bool isContested = best >= 0 && current >= 0 && best != current && candidates[current].CanBeUsed;
        return isContested && !candidates[best].Replaces(candidates[current], significantImprovement) ? current : best;
    }

    private bool CanBeUsed => IsFeasible && !Metric.IsInfinite;

    private bool Precedes(RouteCandidate other) => IsSuspect == other.IsSuspect ? Total < other.Total : other.IsSuspect;

    private bool Replaces(RouteCandidate current, ushort significantImprovement) =>
        Metric.Value == 0 || IsSuspect != current.IsSuspect || Total < current.Total.Minus(new Metric(significantImprovement));
}
