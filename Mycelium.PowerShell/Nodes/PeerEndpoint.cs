using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Finds peers by endpoints that a user wrote.</summary>
internal static class PeerEndpoint
{
    /// <summary>Writes an endpoint as the peer table does.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    internal static string Normalize(string text) => Parse(text).ToString();

    /// <summary>Parses an endpoint.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    internal static Endpoint Parse(string text) => Endpoint.TryParse(text, out Endpoint endpoint, out string? error)
        ? endpoint
        : throw new MyceliumException(MyceliumErrorId.InvalidEndpoint, $"'{text}' is not an endpoint. {error}{HintFor(text)}");

    // What PowerShell makes of an object without the property.
    private static string HintFor(string text) =>
        text.StartsWith("@{", StringComparison.Ordinal) ? " The object that was piped in has no property Endpoint." : string.Empty;

    /// <summary>Parses an endpoint that is to be measured.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>, also for one that can't be probed.</exception>
    internal static Endpoint ParseProbed(string text)
    {
        Endpoint endpoint = Parse(text);
        PeerProbe.RefuseUnusable(endpoint);
        return endpoint;
    }

    /// <summary>Makes a filter of what a user wrote: a pattern, or an endpoint.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    internal static Func<string, bool> Filter(string text)
    {
        if (WildcardText.IsPattern(text)) { return WildcardText.Compile(text).IsMatch; }

        string endpoint = Normalize(text);
        return other => other.Equals(endpoint, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Finds a peer.</summary>
    /// <param name="peers">The peers of a node.</param>
    /// <param name="endpoint">As <see cref="Normalize"/> gave it.</param>
    /// <param name="node">Name of the node, for the message.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.PeerNotFound"/>.</exception>
    internal static PeerSnapshot Find(IReadOnlyList<PeerSnapshot> peers, string endpoint, string node) =>
        peers.FirstOrDefault(peer => peer.Endpoint.Equals(endpoint, StringComparison.OrdinalIgnoreCase))
        ?? throw new MyceliumException(
            MyceliumErrorId.PeerNotFound,
            $"The node '{node}' has no peer {endpoint}.",
            "List the peers with Get-MyceliumPeer, or add it with Add-MyceliumPeer.");
}
