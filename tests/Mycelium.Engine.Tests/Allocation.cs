namespace Mycelium.Engine.Tests;

/// <summary>Counts what a piece of work allocates on the thread that runs it.</summary>
internal static class Allocation
{
    private const int Rounds = 10;

    /// <summary>
    /// Runs the work several times and returns the least number of bytes. A collection that another test sets off retires this thread's
    /// allocation buffer, whose rest then counts as allocated; what the work itself allocates shows in every round.
    /// </summary>
    internal static long Of(Action work)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Rounds && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
