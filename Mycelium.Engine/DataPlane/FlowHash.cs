using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>
/// Tells the flows of a link apart. With a secret of the process, so that nobody outside can choose addresses that meet in one queue.
/// </summary>
internal static class FlowHash
{
    private const int AddressesSize = 2 * Ipv6Address.Size;
    private const byte Dccp = 33;
    private const byte Sctp = 132;
    private const byte UdpLite = 136;
    private const byte EchoRequest = 128;
    private const byte EchoReply = 129;
    private const uint FlowLabelBits = 0xfffff;

    private static readonly ulong[] Secret = NewSecret();

    /// <summary>Hash of a data frame by its outer source and destination.</summary>
    /// <param name="frame">At least the headers of a data packet.</param>
    internal static uint OfFrame(ReadOnlySpan<byte> frame) => Finish(OfAddresses(frame.Slice(DataHeader.SourceOffset, AddressesSize)));

    /// <summary>Hash of an IPv6 packet by addresses, protocol, and ports, flow label, or the identifier of an echo message.</summary>
    /// <param name="packet">At least the fixed header.</param>
    internal static uint OfPacket(ReadOnlySpan<byte> packet)
    {
        byte protocol = packet[Ipv6Header.NextHeaderOffset];
        ulong hash = OfAddresses(packet.Slice(Ipv6Header.AddressesOffset, AddressesSize));
        ulong selector = ((ulong)protocol << 32) | Selector(packet, protocol);
        return Finish(Mix(hash ^ selector, Secret[4]));
    }

    private static uint Selector(ReadOnlySpan<byte> packet, byte protocol)
    {
        ReadOnlySpan<byte> payload = packet[Ipv6Header.Size..];
        if (payload.Length >= 8)
        {
            switch (protocol)
            {
                case TransportHeaders.Tcp or TransportHeaders.Udp or Dccp or Sctp or UdpLite:
                    return BinaryPrimitives.ReadUInt32BigEndian(payload);
                case Ipv6Header.Icmpv6 when payload[0] is EchoRequest or EchoReply:
                    return BinaryPrimitives.ReadUInt16BigEndian(payload[4..]);
                default:
                    break;
            }
        }

        // Fragments and extension headers: RFC 6438 has the label tell flows apart.
        return BinaryPrimitives.ReadUInt32BigEndian(packet) & FlowLabelBits;
    }

    private static ulong OfAddresses(ReadOnlySpan<byte> addresses)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(addresses);
        return Mix(words[0] ^ Secret[0], words[1] ^ Secret[1]) ^ Mix(words[2] ^ Secret[2], words[3] ^ Secret[3]);
    }

    private static ulong Mix(ulong first, ulong second)
    {
        ulong high = Math.BigMul(first, second, out ulong low);
        return high ^ low;
    }

    private static uint Finish(ulong hash)
    {
        hash = Mix(hash ^ Secret[5], Secret[6]);
        return (uint)(hash ^ (hash >> 32));
    }

    // Odd: a factor of zero would make all flows one.
    private static ulong[] NewSecret()
    {
        ulong[] secret = new ulong[7];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(secret.AsSpan()));
        for (int i = 0; i < secret.Length; i++) { secret[i] |= 1; }

        return secret;
    }
}
