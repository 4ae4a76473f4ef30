namespace Mycelium.Engine.Tunnels;

/// <summary>Where the fields of TCP and UDP headers stand. Source: RFC 9293 section 3.1, RFC 768.</summary>
internal static class TransportHeaders
{
    internal const byte Tcp = 6;
    internal const byte Udp = 17;

    internal const int PortsSize = 4;

    internal const int TcpSequence = 4;
    internal const int TcpAcknowledgement = 8;
    internal const int TcpDataOffset = 12;
    internal const int TcpFlags = 13;
    internal const int TcpChecksum = 16;
    internal const int TcpSize = 20;

    internal const byte Fin = 0x01;
    internal const byte Push = 0x08;
    internal const byte Acknowledge = 0x10;
    internal const byte CongestionEcho = 0x40;
    internal const byte CongestionWindowReduced = 0x80;

    internal const int UdpLength = 4;
    internal const int UdpChecksum = 6;
    internal const int UdpSize = 8;

    /// <summary>Length of a TCP header with its options, in bytes.</summary>
    internal static int TcpLength(ReadOnlySpan<byte> transport) => (transport[TcpDataOffset] >> 4) * 4;
}
