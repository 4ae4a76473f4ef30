using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Vectors;

namespace Mycelium.Fuzzing.Targets;

/// <summary>Public keys as announced by others. Input: 32 bytes.</summary>
internal sealed class PublicKeyTarget : IFuzzTarget, IDisposable
{
    private readonly NodeIdentity _self = NodeIdentity.FromSecretKey(Convert.FromHexString(new string('a', 64)));

    public string Name => "public-key";

    public int TestExecutions => 1_000;

    public int MaximumLength => 48;

    public IEnumerable<byte[]> Seeds() =>
    [
        .. VectorFile.Identity.Items("public_key_to_address").Select(item => item.Hex("public_key")),
        VectorFile.Identity.GetProperty("low_order_public_key").Hex("public_key"),
        [1, .. new byte[31]],
        [.. Enumerable.Repeat((byte)0xff, 32)],
        Convert.FromHexString("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        Span<byte> bytes = stackalloc byte[PublicKey.Size];
        var reader = new InputReader(input);
        reader.Fill(bytes);
        var key = new PublicKey(bytes);
        Property.Require(
            key.Address.IsOverlay && key.Subnet.IsNodeSubnet && key.Subnet.Contains(key.Address),
            $"The address of {key} is {key.Address}.");
        Property.Require(PublicKey.TryParse(key.ToString(), out PublicKey again) && again == key, $"{key} is read back as {again}.");
        Span<byte> written = stackalloc byte[PublicKey.Size];
        key.Write(written);
        Property.Require(written.SequenceEqual(bytes), $"{key} is not written as it was.");
        Property.Require(!(key.IsLargerThan(_self.PublicKey) && _self.PublicKey.IsLargerThan(key)), "Each key is larger than the other.");

        Span<byte> secret = stackalloc byte[SealingKey.KeySize];
        bool isAgreed = _self.TryAgree(key, secret);
        Property.Require(isAgreed == secret.ContainsAnyExcept((byte)0), $"{key} is agreed with: {isAgreed}.");
        using SealingKey? sealing = _self.TryCreateSealingKey(key);
        Property.Require(sealing is not null == isAgreed, $"{key} can be sealed for: {!isAgreed}.");
    }

    public void Dispose() => _self.Dispose();
}
