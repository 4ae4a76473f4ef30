using System.Text.Json;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Feasibility distances: what was announced, and what it allows. Checklist section 4.</summary>
public sealed class RouterSourceTableTests : RouterTest
{
    [Fact]
    [Trait("Checklist", "R46")]
    public void Recorded_cases_of_feasibility_have_the_recorded_result()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("feasibility"))
        {
            var destination = new Destination(B.Key.Subnet);
            if (vector.Has("source_entry")) { Announce(destination, vector.GetProperty("source_entry"), 1); }

            bool isFeasible = destination.IsFeasible(B, Seqno(vector.Number("seqno")), new Metric((ushort)vector.Number("metric")));

            Assert.True(vector.Flag("feasible") == isFeasible, vector.Text("name"));
        }
    }

    [Fact]
    [Trait("Checklist", "R47")]
    public void Recorded_announcements_leave_the_recorded_distance_and_time()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("source_table_update"))
        {
            var destination = new Destination(B.Key.Subnet);
            if (vector.Has("before")) { Announce(destination, vector.GetProperty("before"), 1); }

            Announce(destination, vector.GetProperty("announced"), 2);

            SourceEntry after = Assert.Single(destination.Sources.ToArray());
            Assert.Equal(Distance(vector.GetProperty("after")), after.Distance);
            Assert.Equal(vector.Flag("timer_restarted") ? 2 : 1, after.ExpiresAt.TotalSeconds);
        }
    }

    [Fact]
    [Trait("Checklist", "R48")]
    public void The_distance_is_what_was_announced_not_what_was_received()
    {
        Update("p1", B, 4, 20);

        AssertDistanceOfB(4, 30);
    }

    [Fact]
    [Trait("Checklist", "R49")]
    public void The_distance_is_kept_also_when_there_is_nobody_to_tell()
    {
        Harness.Down("p2");
        Harness.Down("p3");

        Update("p1", B, 4, 20);

        AssertSent();
        AssertDistanceOfB(4, 30);
    }

    [Fact]
    [Trait("Checklist", "R50")]
    public void A_worse_announcement_does_not_raise_the_distance()
    {
        Update("p1", B, 4, 20);
        Harness.SetSmoothedCost("p1", 300);
        Harness.Clear();

        RequestRoute("p2", B.Key.Subnet);

        AssertSent("p2 update B 4 330");
        AssertDistanceOfB(4, 30);
    }

    [Fact]
    [Trait("Checklist", "R51")]
    public void The_distance_is_forgotten_1800_s_after_the_last_finite_announcement()
    {
        Update("p1", B, 4, 20);
        Harness.Down("p1");

        Harness.Advance(1799.999);
        Update("p2", B, 4, 500);
        Assert.Null(SelectedB);

        Harness.Advance(0.001);
        Update("p2", B, 4, 500);
        AssertSelectedB("p2", 4, 500);
    }

    [Fact]
    [Trait("Checklist", "R52")]
    public void A_retraction_leaves_the_distance_alone()
    {
        Update("p1", B, 4, 20);
        Harness.Clear();

        Harness.Down("p1");

        AssertSent("p2 update B from A 0 infinite", "p3 update B from A 0 infinite");
        AssertDistanceOfB(4, 30);
        Assert.Null(Harness.Router.DistanceOf(B.Key.Subnet, A));
    }

    [Fact]
    [Trait("Checklist", "R53")]
    public void A_new_router_id_is_feasible_whatever_the_old_one_announced()
    {
        Update("p1", B, 4, 20);
        Harness.Down("p1");

        Update("p2", RestartedB, 0, 500);

        AssertSelectedB("p2", 0, 500);
        Assert.Equal(RestartedB, SelectedB!.Value.RouterId);
    }

    [Fact]
    public void The_oldest_distance_gives_way_when_a_subnet_has_too_many_origins()
    {
        int bound = Harness.Options.MaximumSourcesPerSubnet;
        for (int i = 0; i <= bound; i++)
        {
            Update("p1", B with { Suffix = (ulong)i }, 0, 20);
            Harness.Advance(1);
        }

        Assert.Null(Harness.Router.DistanceOf(B.Key.Subnet, B with { Suffix = 0 }));
        Assert.NotNull(Harness.Router.DistanceOf(B.Key.Subnet, B with { Suffix = 1 }));
        Assert.NotNull(Harness.Router.DistanceOf(B.Key.Subnet, B with { Suffix = (ulong)bound }));
    }

    private static void Announce(Destination destination, JsonElement announced, int expiresAt)
    {
        FeasibilityDistance distance = Distance(announced);
        destination.RecordAnnouncement(new RouteOrigin(B), distance.Seqno, distance.Metric, TimeSpan.FromSeconds(expiresAt), 16);
    }

    private static FeasibilityDistance Distance(JsonElement vector) =>
        new(Seqno(vector.Number("seqno")), new Metric((ushort)vector.Number("metric")));
}
