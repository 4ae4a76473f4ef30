using System.Runtime.InteropServices;

namespace Mycelium.Engine.Tunnels;

/// <summary>What stands in front of each packet of a TUN interface with offload, in the machine's byte order.</summary>
/// <remarks>Source: linux/virtio_net.h, struct virtio_net_hdr; OASIS Virtual I/O Device 1.2, section 5.1.6.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct VirtioHeader
{
    /// <summary>Length in bytes.</summary>
    internal const int Size = 10;

    /// <summary>The checksum of the transport header is that of the pseudo header only; the rest is still to be added.</summary>
    internal const byte NeedsChecksum = 1;

    /// <summary>A single packet.</summary>
    internal const byte NoSegmentation = 0;

    /// <summary>Segments of one TCP stream over IPv6.</summary>
    internal const byte TcpOverIPv6 = 4;

    /// <summary>Datagrams of one UDP flow.</summary>
    internal const byte Udp = 5;

    /// <summary>Of <see cref="Segmentation"/>: the first segment carries CWR (RFC 3168).</summary>
    internal const byte CongestionNotification = 0x80;

    /// <summary><see cref="NeedsChecksum"/> or 0.</summary>
    internal byte Flags;

    /// <summary>What the packet is to be cut into.</summary>
    internal byte Segmentation;

    /// <summary>Length of all headers in bytes; a hint.</summary>
    internal ushort HeaderLength;

    /// <summary>Payload of each segment but the last, in bytes.</summary>
    internal ushort SegmentSize;

    /// <summary>Where the checksum begins to count: the transport header.</summary>
    internal ushort ChecksumStart;

    /// <summary>Where the checksum stands, from <see cref="ChecksumStart"/>.</summary>
    internal ushort ChecksumOffset;
}
