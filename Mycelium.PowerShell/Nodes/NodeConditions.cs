using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Waits for something to become true of a node, without polling.</summary>
internal static class NodeConditions
{
    /// <summary>Asks at once, even if no time is left, and again after each change of the node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="probe">Gives the result, or null if it is not there yet.</param>
    /// <param name="limit">How long to wait: zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result; null if the time is up.</returns>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeStopped"/> or <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    internal static async Task<T?> WaitForAsync<T>(
        MyceliumNode node, Func<CancellationToken, Task<T?>> probe, TimeSpan limit, CancellationToken cancellationToken)
        where T : class
    {
        using var time = new CancellationTokenSource(limit);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        while (true)
        {
            // Asked for before the probe, so that no change between the two is missed.
            using var round = CancellationTokenSource.CreateLinkedTokenSource(both.Token);
            Task change = node.WaitForChangeAsync(round.Token);
            try
            {
                if (await probe(cancellationToken).ConfigureAwait(false) is { } result) { return result; }

                both.Token.ThrowIfCancellationRequested();
                // A node that has ended never changes again; asking it says why.
                if (node.State != NodeState.Running) { _ = await node.GetPeersAsync(cancellationToken).ConfigureAwait(false); }

                await change.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
            finally
            {
                await round.CancelAsync().ConfigureAwait(false);
                await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
