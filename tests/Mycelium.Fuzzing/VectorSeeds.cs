using System.Text;
using System.Text.Json;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing;

/// <summary>Inputs taken from the recorded vectors and transcripts.</summary>
internal static class VectorSeeds
{
    private static readonly Lazy<List<byte[]>> LazyStreams = new(() => [.. ReadStreams()]);

    /// <summary>What a connection may carry: one frame, well-formed or not, or several.</summary>
    internal static IReadOnlyList<byte[]> Streams => LazyStreams.Value;

    /// <summary>Data packets with their headers.</summary>
    internal static IEnumerable<byte[]> DataFrames => Streams.Where(stream => stream is [1, 0, ..]);

    /// <summary>Bodies of control packets, behind the Babel header.</summary>
    internal static IEnumerable<byte[]> ControlBodies =>
        Streams.Where(stream => stream is [1, 1, _, _, _, _, _, _, ..]).Select(stream => stream[8..]);

    /// <summary>Plain IPv6 packets.</summary>
    internal static IEnumerable<byte[]> Packets => VectorFile.Identity.Items("data_packets")
        .Where(vector => vector.Has("inner_ip_packet"))
        .Select(vector => vector.Hex("inner_ip_packet"));

    /// <summary>What sealed buffers hold: user data header and body.</summary>
    internal static IEnumerable<byte[]> Plaintexts => VectorFile.Identity.Items("data_packets").Select(vector => vector.Hex("plaintext"));

    /// <summary>Texts as UTF-8.</summary>
    internal static IEnumerable<byte[]> Texts(params IEnumerable<string> texts) => texts.Select(Encoding.UTF8.GetBytes);

    /// <summary>An input of a target that takes options in front.</summary>
    internal static byte[] With(byte[] options, ReadOnlySpan<byte> rest) => [.. options, .. rest];

    private static IEnumerable<byte[]> ReadStreams()
    {
        JsonElement routing = VectorFile.Routing;
        IEnumerable<string> frames =
        [
            .. routing.GetProperty("packets").EnumerateObject()
                .SelectMany(kind => kind.Value.EnumerateArray())
                .Select(item => item.Text("hex")),
            .. routing.Items("malformed").Select(item => item.Text("hex")),
            .. routing.Items("streams").Select(item => string.Concat(item.Items("chunks").Select(chunk => chunk.GetString()))),
            .. VectorFile.Identity.Items("control_frames").Select(item => item.Text("frame")),
            .. VectorFile.Identity.Items("data_packets").Select(item => item.Text("frame")),
            .. VectorFile.Transcript.Items("scenarios")
                .SelectMany(item => item.Items("log"))
                .Where(item => item.Has("hex"))
                .Select(item => item.Text("hex")),
        ];
        return frames.Distinct().Select(Convert.FromHexString).Where(bytes => bytes.Length <= FrameCursor.MaximumFrameSize);
    }
}
