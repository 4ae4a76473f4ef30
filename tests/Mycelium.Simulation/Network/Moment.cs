namespace Mycelium.Simulation.Network;

/// <summary>When something is to happen: things planned for the same time happen in the order of their being planned.</summary>
/// <param name="Ticks">Virtual time.</param>
/// <param name="Order">How many things were planned before.</param>
internal readonly record struct Moment(long Ticks, long Order) : IComparable<Moment>
{
    public int CompareTo(Moment other)
    {
        int byTime = Ticks.CompareTo(other.Ticks);
        return byTime != 0 ? byTime : Order.CompareTo(other.Order);
    }
}
