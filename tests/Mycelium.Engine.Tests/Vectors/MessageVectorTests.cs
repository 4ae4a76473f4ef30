using System.Text.Json;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Vectors;

/// <summary>The vectors of the message stack, as far as sealing, framing and hashing go: what a message says is not looked at.</summary>
public sealed class MessageVectorTests
{
    [Fact]
    public void Sealed_messages_open_and_their_frames_have_the_recorded_headers()
    {
        foreach (JsonElement vector in VectorFile.Messages.Items("sealed"))
        {
            var cursor = new FrameCursor(vector.Hex("frame"));
            Assert.Equal(FrameStatus.Data, cursor.Read(out Span<byte> frame));
            Assert.True(DataHeader.TryRead(frame, out DataHeader header));
            Assert.Equal(Ipv6Address.Read(vector.Hex("src")), header.Source);
            Assert.Equal(Ipv6Address.Read(vector.Hex("dst")), header.Destination);
            Assert.Equal(vector.Number("wire_hop_limit"), header.HopLimit);
            byte[] buffer = frame[DataHeader.Size..].ToArray();
            Assert.Equal(vector.Hex("encrypted_buffer"), buffer);

            using var key = new SealingKey(vector.Hex("key"), isLargerKey: false);
            Assert.True(key.TryOpen(buffer, out int bodyLength));

            Assert.Equal(vector.Hex("plaintext"), buffer[..(UserDataHeader.Size + bodyLength)]);
            Assert.Equal(vector.Hex("nonce"), buffer[^12..]);
            Assert.True(UserDataHeader.TryRead(buffer, out UserDataType type));
            Assert.Equal(UserDataType.Message, type);
        }
    }

    [Fact]
    public void Every_message_packet_passes_through_sealing_unchanged()
    {
        IEnumerable<byte[]> packets = VectorFile.Messages.Items("packets").Select(vector => vector.Hex("hex"))
            .Concat(VectorFile.Messages.Items("exchanges").SelectMany(vector => vector.Items("packets"))
                .Select(packet => packet.Hex("hex")));
        using var sender = new SealingKey(new byte[32], isLargerKey: true);
        using var receiver = new SealingKey(new byte[32], isLargerKey: false);
        foreach (byte[] packet in packets)
        {
            byte[] buffer = [.. new byte[UserDataHeader.Size], .. packet, .. new byte[28]];
            UserDataHeader.Write(buffer, UserDataType.Message);

            Assert.Equal(buffer.Length, sender.Seal(buffer, packet.Length));
            Assert.True(receiver.TryOpen(buffer, out int bodyLength));

            Assert.True(UserDataHeader.TryRead(buffer, out UserDataType type));
            Assert.Equal(UserDataType.Message, type);
            Assert.Equal(packet, buffer.AsSpan(UserDataHeader.Size, bodyLength).ToArray());
        }
    }

    [Fact]
    public void Recorded_checksums_are_those_of_BLAKE3()
    {
        byte[] hash = new byte[Blake3.HashSize];
        foreach (JsonElement vector in VectorFile.Messages.Items("checksums"))
        {
            byte[] data = vector.Text("data").StartsWith("ascii", StringComparison.Ordinal)
                ? "hello world"u8.ToArray()
                : [.. Enumerable.Range(0, vector.Number("length")).Select(k => (byte)(k % 251))];
            Assert.Equal(vector.Number("length"), data.Length);

            Blake3.Hash(data, hash);

            Assert.Equal(vector.Hex("blake3"), hash);
        }
    }
}
