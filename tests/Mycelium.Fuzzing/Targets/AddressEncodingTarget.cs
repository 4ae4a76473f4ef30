using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>Prefixes and addresses. Input: encoding, prefix length, bytes.</summary>
internal sealed class AddressEncodingTarget : IFuzzTarget
{
    private static readonly byte[] Address = [4, 0x37, 0x51, 0x06, 0x55, 0x30, 0x15, 0x89, 0x7c, 0x53, 0xfa, 0x73, 0xc6, 0x3e, 0x1d, 0xff];

    public string Name => "address-encoding";

    public int MaximumLength => 64;

    public IEnumerable<byte[]> Seeds()
    {
        foreach (byte encoding in new byte[] { 0, 1, 2, 3, 4, 255 })
        {
            foreach (byte length in new byte[] { 0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255 })
            {
                yield return [encoding, length, .. Address];
            }
        }
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        var reader = new InputReader(input);
        byte encoding = reader.Byte();
        byte length = reader.Byte();
        CheckPrefix(encoding, length, reader.Rest);
        CheckAddress(encoding, reader.Rest);
    }

    private static void CheckPrefix(byte encoding, byte length, ReadOnlySpan<byte> source)
    {
        if (!AddressEncoding.TryReadPrefix(encoding, length, source, out Subnet subnet, out int consumed)) { return; }

        Property.Require(consumed >= 0 && consumed <= source.Length, $"{consumed} bytes of {source.Length} are consumed.");
        Property.Require(subnet.PrefixLength == length, $"/{length} is read as {subnet}.");
        Property.Require(subnet.IsIPv4 == (encoding == AddressEncoding.IPv4), $"Encoding {encoding} is read as {subnet}.");
        Property.Require(new Subnet(subnet.Network, length, subnet.IsIPv4) == subnet, $"{subnet} has host bits.");
        Property.Require(
            AddressEncoding.TryReadPrefix(encoding, length, source[..consumed], out Subnet same, out _) && same == subnet,
            $"{subnet} depends on bytes behind it.");
        Property.Require(
            consumed == 0 || !AddressEncoding.TryReadPrefix(encoding, length, source[..(consumed - 1)], out _, out _),
            $"{subnet} is read from too few bytes.");

        Span<byte> written = stackalloc byte[Ipv6Address.Size];
        written.Clear();
        AddressEncoding.WritePrefix(subnet, written);
        bool isRead = AddressEncoding.TryReadPrefix(AddressEncoding.Of(subnet), length, written, out Subnet again, out int size);
        Property.Require(isRead && again == subnet, $"{subnet} is read back as {again}.");
        Property.Require(
            size == AddressEncoding.PrefixBytes(length) && written[size..].IndexOfAnyExcept((byte)0) < 0,
            $"{subnet} takes {size} bytes.");
    }

    private static void CheckAddress(byte encoding, ReadOnlySpan<byte> source)
    {
        int needed = encoding switch { 0 => 0, 1 => 4, 2 => 16, 3 => 8, _ => int.MaxValue };
        bool isRead = AddressEncoding.TryReadAddress(encoding, source, out Ipv6Address? address);
        Property.Require(isRead == source.Length >= needed, $"Encoding {encoding}, {source.Length} bytes: {isRead}.");
        Property.Require(address is null == (!isRead || encoding == 0), $"Encoding {encoding} is read as {address}.");
        if (address is not { } found) { return; }

        Span<byte> bytes = stackalloc byte[Ipv6Address.Size];
        found.Write(bytes);
        Property.Require(bytes[^needed..].SequenceEqual(source[..needed]), $"{address} does not end with its bytes.");
        Property.Require(encoding != AddressEncoding.IPv4 || found.IsIPv4Mapped, $"{address} is not in mapped form.");
    }
}
