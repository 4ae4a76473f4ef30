using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Watches the source table of one router: no feasibility distance may rise without a newer seqno while it lives.</summary>
internal sealed class SourceTableWatch(Router router)
{
    private Dictionary<(Subnet Subnet, RouterId Origin), SourceEntry> _before = [];

    internal void Check(TimeSpan now)
    {
        Dictionary<(Subnet Subnet, RouterId Origin), SourceEntry> after =
            router.Sources().ToDictionary(item => (item.Subnet, item.Source.RouterId), item => item.Source);
        foreach (((Subnet Subnet, RouterId Origin) key, SourceEntry entry) in after)
        {
            if (!_before.TryGetValue(key, out SourceEntry old) || old.ExpiresAt <= now) { continue; }

            bool isLegal = entry.Distance.Seqno.IsNewerThan(old.Distance.Seqno)
                || (entry.Distance.Seqno == old.Distance.Seqno && entry.Distance.Metric <= old.Distance.Metric);
            Assert.True(isLegal, $"{key.Subnet}: the distance rose from {old.Distance} to {entry.Distance} at {now}.");
        }

        _before = after;
    }
}
