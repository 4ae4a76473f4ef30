using System.Buffers.Binary;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>The datagram by which nodes of one network segment find each other.</summary>
/// <param name="Port">TCP port that the sender listens on.</param>
/// <param name="RouterId">Router id of the sender.</param>
/// <remarks>Not authenticated. Source: <c>transports.md</c> section 10.</remarks>
public readonly record struct DiscoveryBeacon(ushort Port, RouterId RouterId)
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 50;

    private const int PortOffset = 8;
    private const int RouterIdOffset = 10;

    private static ReadOnlySpan<byte> Magic => "mycelium"u8;

    /// <summary>Reads a datagram; false unless it is exactly a beacon.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out DiscoveryBeacon beacon)
    {
        beacon = default;
        if (datagram.Length != Size || !datagram.StartsWith(Magic)) { return false; }

        beacon = new DiscoveryBeacon(
            BinaryPrimitives.ReadUInt16BigEndian(datagram[PortOffset..]), RouterId.Read(datagram[RouterIdOffset..]));
        return true;
    }

    /// <summary>Writes the beacon, or nothing if it does not fit.</summary>
    public bool TryWrite(Span<byte> target)
    {
        if (target.Length < Size) { return false; }

        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16BigEndian(target[PortOffset..], Port);
        RouterId.Write(target[RouterIdOffset..]);
        return true;
    }
}
