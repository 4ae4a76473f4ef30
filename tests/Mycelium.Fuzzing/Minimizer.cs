namespace Mycelium.Fuzzing;

/// <summary>Looks for a smaller input that fails as well: leaves out ranges, then sets bytes to zero.</summary>
internal static class Minimizer
{
    /// <summary>The smallest failing input found.</summary>
    /// <param name="input">An input that fails.</param>
    /// <param name="fails">Whether an input fails in the same way.</param>
    /// <param name="maximumAttempts">Most calls of <paramref name="fails"/>.</param>
    internal static byte[] Minimize(byte[] input, Func<byte[], bool> fails, int maximumAttempts = 2000)
    {
        int left = maximumAttempts;
        bool TryOne(byte[] candidate) => left-- > 0 && fails(candidate);

        byte[] smallest = input;
        for (int size = Math.Max(1, input.Length / 2); size >= 1 && left > 0; size /= 2)
        {
            smallest = RemoveRanges(smallest, size, TryOne);
        }

        return ClearBytes(smallest, TryOne);
    }

    private static byte[] RemoveRanges(byte[] input, int size, Func<byte[], bool> fails)
    {
        byte[] smallest = input;
        for (int start = 0; start < smallest.Length;)
        {
            byte[] candidate = [.. smallest[..start], .. smallest[Math.Min(start + size, smallest.Length)..]];
            if (fails(candidate))
            {
                smallest = candidate;
            }
            else
            {
                start += size;
            }
        }

        return smallest;
    }

    private static byte[] ClearBytes(byte[] input, Func<byte[], bool> fails)
    {
        byte[] smallest = input;
        for (int i = 0; i < smallest.Length; i++)
        {
            if (smallest[i] == 0) { continue; }

            byte[] candidate = [.. smallest];
            candidate[i] = 0;
            if (fails(candidate)) { smallest = candidate; }
        }

        return smallest;
    }
}
