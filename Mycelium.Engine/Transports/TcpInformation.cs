using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mycelium.Engine.Transports;

/// <summary>What Linux tells about a TCP connection. Source: <c>struct tcp_info</c> of the kernel's linux/tcp.h.</summary>
/// <param name="SinceAcknowledgement">Time since the last acknowledgement.</param>
/// <param name="RoundTrip">The smoothed round trip.</param>
/// <param name="LeastRoundTrip">The least round trip of the last minutes; zero if none was measured.</param>
/// <param name="AcknowledgedBytes">Bytes that were acknowledged since the beginning.</param>
/// <param name="UnsentBytes">Bytes that were given to the system and not sent.</param>
internal readonly record struct TcpInformation(
    TimeSpan SinceAcknowledgement, TimeSpan RoundTrip, TimeSpan LeastRoundTrip, long AcknowledgedBytes, long UnsentBytes)
{
    private const int TcpLevel = 6;
    private const int Option = 11;
    private const int SinceAcknowledgementOffset = 56;
    private const int RoundTripOffset = 68;
    private const int AcknowledgedOffset = 120;
    private const int UnsentOffset = 144;
    private const int LeastRoundTripOffset = 148;
    private const int Size = 152;

    /// <summary>Asks the system; false if it can't tell, or the socket is closed. Any thread.</summary>
    internal static bool TryRead(Socket socket, out TcpInformation information)
    {
        information = default;
        if (!OperatingSystem.IsLinux()) { return false; }

        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            if (socket.GetRawSocketOption(TcpLevel, Option, bytes) < Size) { return false; }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed meanwhile by the thread that owns it.
            return false;
        }

        information = new TcpInformation(
            TimeSpan.FromMilliseconds(Read(bytes, SinceAcknowledgementOffset)),
            TimeSpan.FromMicroseconds(Read(bytes, RoundTripOffset)),
            Read(bytes, LeastRoundTripOffset) is var least and not uint.MaxValue ? TimeSpan.FromMicroseconds(least) : TimeSpan.Zero,
            MemoryMarshal.Read<long>(bytes[AcknowledgedOffset..]),
            Read(bytes, UnsentOffset));
        return true;
    }

    private static uint Read(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<uint>(bytes[offset..]);
}
