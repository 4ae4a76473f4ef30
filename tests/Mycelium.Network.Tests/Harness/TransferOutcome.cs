namespace Mycelium.Network.Tests.Harness;

/// <summary>What became of the bytes of one direction.</summary>
/// <param name="SentHash">SHA-256 of what was sent.</param>
/// <param name="ReceivedHash">SHA-256 of what arrived.</param>
/// <param name="ReceivedBytes">How much arrived.</param>
/// <param name="Time">Until all of it had arrived.</param>
internal sealed record TransferOutcome(string SentHash, string ReceivedHash, long ReceivedBytes, TimeSpan Time)
{
    /// <summary>Whether the same bytes arrived.</summary>
    internal bool IsIntact => SentHash == ReceivedHash;
}
