using System.Text.Json;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

public sealed class SealedTranscriptTests
{
    [Fact]
    public void Recorded_sealed_buffers_open_with_the_keys_of_their_scenario()
    {
        int opened = 0;
        foreach (JsonElement scenario in VectorFile.Transcript.Items("scenarios"))
        {
            List<NodeIdentity> identities = [.. Identities(scenario)];
            foreach (JsonElement decoded in scenario.Items("log").Where(entry => entry.Has("decoded")).Where(IsSealed))
            {
                Assert.Equal(decoded.GetProperty("decoded").Hex("plaintext"), Open(decoded.Hex("hex"), identities));
                opened++;
            }

            identities.ForEach(identity => identity.Dispose());
        }

        Assert.True(opened > 20, $"{opened} buffers");
    }

    private static bool IsSealed(JsonElement entry) => entry.GetProperty("decoded").Has("plaintext");

    private static IEnumerable<NodeIdentity> Identities(JsonElement scenario)
    {
        yield return NodeIdentity.FromSecretKey(VectorFile.Transcript.GetProperty("node").Hex("secret_key"));
        foreach (JsonProperty identity in scenario.GetProperty("identities").EnumerateObject())
        {
            yield return NodeIdentity.FromSecretKey(identity.Value.Hex("secret_key"));
        }
    }

    private static byte[] Open(byte[] frame, List<NodeIdentity> identities)
    {
        Assert.True(DataHeader.TryRead(frame, out DataHeader header));
        NodeIdentity source = identities.Single(identity => identity.Subnet.Contains(header.Source));
        NodeIdentity destination = identities.Single(identity => identity.Subnet.Contains(header.Destination));
        using SealingKey key = destination.TryCreateSealingKey(source.PublicKey)!;
        byte[] buffer = frame[DataHeader.Size..];
        Assert.True(key.TryOpen(buffer, out int bodyLength));
        return buffer[..(bodyLength + 4)];
    }
}
