using System.Net;
using Mycelium.Engine.Management;
using Mycelium.Engine.Transports;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes endpoints to connect to: the schemes, and where the nodes of this process listen.</summary>
public sealed class DialEndpointCompleter : NodeCompleter
{
    private protected override IEnumerable<CompletionItem> Known { get; } = [new("tcp://", "TCP: tcp://HOST:PORT, IPv6 addresses in brackets")];

    // The node that shall get the peer is not where it connects to.
    private protected override bool IsAsked(NodeEntry entry, string[]? nodes) =>
        nodes is null || !base.IsAsked(entry, nodes);

    private protected override async Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken)
    {
        NodeSnapshot snapshot = await entry.ReadAsync(cancellationToken).ConfigureAwait(false);
        return snapshot.Listen.Select(Reachable).Select(endpoint => new CompletionItem(endpoint, $"node {entry.Name} of this process"));
    }

    private static string Reachable(string text)
    {
        bool isAny = Endpoint.TryParse(text, out Endpoint endpoint, out _)
            && endpoint.Address is { } address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        return isAny ? FormattableString.Invariant($"tcp://127.0.0.1:{endpoint.Port}") : text;
    }
}
