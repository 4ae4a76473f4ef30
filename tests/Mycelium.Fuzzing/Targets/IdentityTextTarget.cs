using System.Net;
using System.Text;
using Mycelium.Engine.Identity;

namespace Mycelium.Fuzzing.Targets;

/// <summary>Prefixes, addresses and public keys as users write them. Input: UTF-8 text.</summary>
internal sealed class IdentityTextTarget : IFuzzTarget
{
    public string Name => "identity-text";

    public int MaximumLength => 256;

    public IEnumerable<byte[]> Seeds() => VectorSeeds.Texts(
        "437:5106:5530:1589::/64", "::/0", "400::/7", "192.0.2.0/24", "::ffff:192.0.2.1/120", "fe80::1%3/64", "[::1]/128", "1/8",
        "0x10/8", "::1/129",
        "10.0.0.0/33", "::/064", "/", "::/ 64", "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f",
        "8F40C5ADB68F25624AE5B214EA767A6EC94D829D3D7B5E1AD1BA6F3E2138285F");

    public IEnumerable<byte[]> Tokens() => VectorSeeds.Texts(
        "/", "/64", "/128", "::", "%", "[", "]", "0x", "0:0", ".", "+", " ", "\0", "\u0660", "\uff11", "g");

    public void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        CheckSubnet(text);
        CheckPublicKey(text);
        CheckAddress(text);
    }

    private static void CheckSubnet(string text)
    {
        if (!Subnet.TryParse(text, out Subnet subnet))
        {
            Property.Require(subnet == default, $"'{text}' is refused with {subnet}.");
            return;
        }

        Property.Require(subnet.PrefixLength <= (subnet.IsIPv4 ? 32 : 128), $"'{text}' is read as {subnet}.");
        Property.Require(new Subnet(subnet.Network, subnet.PrefixLength, subnet.IsIPv4) == subnet, $"'{text}' is read with host bits.");
        Property.Require(subnet.Contains(subnet), $"{subnet} does not contain itself.");
        Property.Require(
            Subnet.TryParse(subnet.ToString(), out Subnet again) && again == subnet,
            $"'{text}' is read as {subnet}, and that as {again}.");
        Property.Require(text.All(c => c is '.' or ':' or '/' || char.IsAsciiHexDigit(c)), $"'{text}' is read as {subnet}.");
        Property.Require(!subnet.IsIPv4 || text.Count(c => c == '.') == 3, $"'{text}' is read as {subnet}.");
    }

    private static void CheckPublicKey(string text)
    {
        bool isRead = PublicKey.TryParse(text, out PublicKey key);
        bool isKey = text.Length == 64 && text.All(char.IsAsciiHexDigit);
        Property.Require(isRead == isKey, $"'{text}' is read as a key: {isRead}.");
        Property.Require(
            isRead ? key.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) : key == default,
            $"'{text}' is read as {key}.");
    }

    private static void CheckAddress(string text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address)) { return; }

        var converted = Ipv6Address.From(address);
        bool isSame = converted.ToIPAddress().GetAddressBytes().AsSpan().SequenceEqual(address.MapToIPv6().GetAddressBytes());
        Property.Require(isSame, $"{address} is converted to {converted}.");
    }
}
