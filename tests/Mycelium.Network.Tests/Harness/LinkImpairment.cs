namespace Mycelium.Network.Tests.Harness;

/// <summary>What a link does to each packet, in each direction.</summary>
/// <param name="Delay">Mean delay.</param>
/// <param name="Jitter">The delay differs by up to so much, evenly; so packets overtake each other.</param>
/// <param name="Loss">Share of packets lost, 0 to 1, independently.</param>
/// <param name="Seed">Of delays and losses.</param>
internal sealed record LinkImpairment(TimeSpan Delay, TimeSpan Jitter, double Loss, int Seed);
