using System.Diagnostics;
using System.Security.Cryptography;

namespace Mycelium.Engine.Cryptography;

/// <summary>Finds out, once in a process, which implementation seals faster on this machine. Any thread.</summary>
internal static class SealingImplementationChoice
{
    // Some hundred microseconds in all; of the rounds the fastest counts, which other load disturbs least.
    private const int Rounds = 6;
    private const int PacketsPerRound = 8;

    private static readonly int[] BodyLengths = [64, 1400];
    private static readonly Lazy<SealingImplementation> LazyFastest = new(Choose);

    /// <summary>The faster one; measured at the first use.</summary>
    internal static SealingImplementation Fastest => LazyFastest.Value;

    private static SealingImplementation Choose()
    {
        if (!SodiumInterop.HasAes) { return SealingImplementation.Platform; }

        return !AesGcm.IsSupported || Measure(SealingImplementation.Libsodium) <= Measure(SealingImplementation.Platform)
            ? SealingImplementation.Libsodium
            : SealingImplementation.Platform;
    }

    private static TimeSpan Measure(SealingImplementation implementation)
    {
        using var key = new SealingKey(new byte[SealingKey.KeySize], new NonceSequence(isLargerKey: false), implementation);
        TimeSpan sum = TimeSpan.Zero;
        foreach (int bodyLength in BodyLengths)
        {
            byte[] buffer = new byte[bodyLength + SealingKey.Overhead];
            TimeSpan fastest = TimeSpan.MaxValue;
            for (int round = 0; round < Rounds; round++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < PacketsPerRound; i++) { key.Seal(buffer, bodyLength); }

                TimeSpan taken = Stopwatch.GetElapsedTime(start);
                fastest = taken < fastest ? taken : fastest;
            }

            sum += fastest;
        }

        return sum;
    }
}
