using System.Text.Json;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

public sealed class ArithmeticTests
{
    [Fact]
    [Trait("Checklist", "R28")]
    public void Recorded_sequence_numbers_compare_as_recorded()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("seqno_compare"))
        {
            SequenceNumber a = new((ushort)vector.Number("a"));
            SequenceNumber b = new((ushort)vector.Number("b"));

            Assert.Equal(vector.Flag("a_less_b"), b.IsNewerThan(a));
            Assert.Equal(vector.Flag("a_greater_b"), a.IsNewerThan(b));
            Assert.Equal(vector.Flag("equal"), a == b);
        }
    }

    [Fact]
    [Trait("Checklist", "R29")]
    public void Sequence_numbers_wrap()
    {
        Assert.Equal(new SequenceNumber(0), new SequenceNumber(65535).Next);
        foreach (JsonElement vector in VectorFile.Routing.Items("seqno_add"))
        {
            Assert.Equal(vector.Number("sum"), new SequenceNumber((ushort)vector.Number("a")).Plus((ushort)vector.Number("b")).Value);
        }
    }

    [Fact]
    [Trait("Checklist", "R30")]
    public void Recorded_metrics_add_as_recorded()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("metric_add"))
        {
            Assert.Equal(vector.Number("sum"), A(vector).Plus(B(vector)).Value);
        }
    }

    [Fact]
    [Trait("Checklist", "R31")]
    public void Recorded_metrics_subtract_as_recorded()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("metric_subtract"))
        {
            Assert.Equal(vector.Number("difference"), A(vector).Minus(B(vector)).Value);
        }
    }

    [Fact]
    public void Recorded_metrics_differ_as_recorded()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("metric_delta"))
        {
            Assert.Equal(vector.Number("delta"), A(vector).DistanceTo(B(vector)));
        }
    }

    private static Metric A(JsonElement vector) => new((ushort)vector.Number("a"));

    private static Metric B(JsonElement vector) => new((ushort)vector.Number("b"));
}
