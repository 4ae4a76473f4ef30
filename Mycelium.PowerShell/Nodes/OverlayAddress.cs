using System.Net;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Reads overlay addresses that a user wrote.</summary>
internal static class OverlayAddress
{
    /// <summary>Parses an address of the overlay.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidAddress"/>.</exception>
    internal static IPAddress Parse(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && Ipv6Address.From(address).IsOverlay
            ? address
            : throw new MyceliumException(
                MyceliumErrorId.InvalidAddress,
                $"'{text}' is not an overlay address: an IPv6 address in 400::/7 is expected.",
                "Take the address from Get-MyceliumNode, Get-MyceliumRoute or ConvertTo-MyceliumAddress.");
}
