using System.Text.Json;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Vectors;
using Xunit;

namespace Mycelium.Engine.Tests.Identity;

public sealed class NodeIdentityTests
{
    [Fact]
    public void Recorded_secret_keys_give_the_recorded_keys_addresses_and_subnets()
    {
        foreach (JsonElement vector in VectorFile.Identity.Items("identities"))
        {
            using NodeIdentity identity = NodeIdentity.FromSecretKey(vector.Hex("secret_key"));

            Assert.Equal(vector.Text("public_key"), identity.PublicKey.ToString());
            Assert.Equal(vector.Text("address"), identity.Address.ToString());
            Assert.Equal(vector.Text("subnet"), identity.Subnet.ToString());
        }
    }

    [Fact]
    public void Recorded_public_keys_give_the_recorded_addresses()
    {
        foreach (JsonElement vector in VectorFile.Identity.Items("public_key_to_address"))
        {
            PublicKey key = PublicKey.Parse(vector.Text("public_key"));

            Assert.Equal(vector.Text("address"), key.Address.ToString());
            Assert.Equal(vector.Text("subnet"), key.Subnet.ToString());
        }
    }

    [Fact]
    public void Both_ends_agree_on_the_recorded_secret()
    {
        byte[] secret = new byte[32];
        foreach (JsonElement vector in VectorFile.Identity.Items("shared_secrets"))
        {
            using NodeIdentity a = NodeIdentity.FromSecretKey(vector.Hex("secret_key_a"));
            using NodeIdentity b = NodeIdentity.FromSecretKey(vector.Hex("secret_key_b"));

            Assert.True(a.TryAgree(b.PublicKey, secret));
            Assert.Equal(vector.Hex("shared_secret"), secret);
            Assert.True(b.TryAgree(a.PublicKey, secret));
            Assert.Equal(vector.Hex("shared_secret"), secret);
        }
    }

    [Fact]
    public void The_recorded_key_of_small_order_is_refused()
    {
        JsonElement vector = VectorFile.Identity.GetProperty("low_order_public_key");
        using NodeIdentity identity = NodeIdentity.Create();

        // What the arithmetic gives with every secret key is no secret at all.
        Assert.Equal(new byte[32], vector.Hex("shared_secret_with_any_secret"));
        Assert.False(identity.TryAgree(PublicKey.Parse(vector.Text("public_key")), new byte[32]));
    }

    // The points of order 1, 2, 4 and 8 (RFC 7748 section 7): each gives the all-zero secret with every key.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    public void A_key_of_small_order_is_refused(string key)
    {
        using NodeIdentity identity = NodeIdentity.Create();

        Assert.False(identity.TryAgree(PublicKey.Parse(key), new byte[32]));
        Assert.Null(identity.TryCreateSealingKey(PublicKey.Parse(key)));
    }

    // RFC 7748 section 5.2, the first vector: an input with bit 255 set, which the arithmetic ignores.
    [Fact]
    public void The_top_bit_of_a_remote_key_is_ignored_by_the_agreement_and_kept_in_the_bytes()
    {
        using NodeIdentity identity = NodeIdentity.FromSecretKey(
            Convert.FromHexString("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"));
        PublicKey key = PublicKey.Parse("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493");
        byte[] secret = new byte[32];

        Assert.True(identity.TryAgree(key, secret));
        Assert.Equal("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957", Convert.ToHexStringLower(secret));
        Assert.EndsWith("93", key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_published_agreement_is_met()
    {
        using NodeIdentity identity = NodeIdentity.FromSecretKey(
            Convert.FromHexString("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"));
        byte[] secret = new byte[32];

        Assert.True(identity.TryAgree(PublicKey.Parse("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"), secret));
        Assert.Equal("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552", Convert.ToHexStringLower(secret));
    }

    // RFC 7748 section 5.2: each result is the next scalar, each scalar the next coordinate.
    [Fact]
    public void A_thousand_agreements_in_a_row_give_the_published_result()
    {
        byte[] scalar = new byte[32];
        scalar[0] = 9;
        byte[] coordinate = [.. scalar];
        for (int i = 1; i <= 1000; i++)
        {
            byte[] result = new byte[32];
            using NodeIdentity identity = NodeIdentity.FromSecretKey(scalar);
            Assert.True(identity.TryAgree(new PublicKey(coordinate), result));
            coordinate = scalar;
            scalar = result;
            string? published = i switch
            {
                1 => "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
                1000 => "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
                _ => null,
            };
            if (published is not null) { Assert.Equal(published, Convert.ToHexStringLower(scalar)); }
        }
    }

    [Fact]
    public void A_wiped_identity_agrees_on_nothing()
    {
        NodeIdentity identity = NodeIdentity.Create();
        PublicKey key = identity.PublicKey;

        identity.Dispose();

        Assert.Throws<ObjectDisposedException>(() => identity.TryAgree(key, new byte[32]));
        Assert.Throws<ObjectDisposedException>(() => identity.WriteSecretKey(new byte[32]));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void A_secret_key_of_another_size_is_refused(int size) =>
        Assert.Throws<ArgumentException>(() => NodeIdentity.FromSecretKey(new byte[size]));

    [Fact]
    public void Text_shows_the_public_part_only()
    {
        byte[] secret = new byte[32];
        using NodeIdentity identity = NodeIdentity.Create();
        identity.WriteSecretKey(secret);

        Assert.DoesNotContain(Convert.ToHexStringLower(secret), identity.ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
