using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Vectors;

namespace Mycelium.Fuzzing.Targets;

/// <summary>The content of key files. Input: the bytes of the file.</summary>
internal sealed class KeyFileTarget : IFuzzTarget
{
    private const int KeySize = 32;

    public string Name => "key-file";

    public int TestExecutions => 3_000;

    public int MaximumLength => 80;

    public IEnumerable<byte[]> Seeds() =>
    [
        .. VectorFile.Identity.Items("identities").Select(item => item.Hex("secret_key")),
        .. VectorSeeds.Texts(new string('a', 64), new string('a', 64) + "\n"),
        [],
        new byte[31],
        new byte[33],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        using var file = new MemoryStream(input.ToArray());
        try
        {
            using NodeIdentity identity = KeyFile.Read(file, "key");
            Property.Require(input.Length == KeySize, $"A key is read from {input.Length} bytes.");
            RequireSameKey(input, identity);
        }
        catch (MyceliumException exception)
        {
            Property.Require(
                input.Length != KeySize && exception.ErrorId == MyceliumErrorId.KeyFileWrongSize,
                $"{input.Length} bytes: {exception.ErrorId}.");
            Property.Require(
                input.Length < 8 || !exception.ToString().Contains(Convert.ToHexString(input), StringComparison.OrdinalIgnoreCase),
                "The error shows the key.");
        }
    }

    private static void RequireSameKey(ReadOnlySpan<byte> input, NodeIdentity identity)
    {
        Span<byte> secretKey = stackalloc byte[KeySize];
        identity.WriteSecretKey(secretKey);
        Property.Require(secretKey.SequenceEqual(input), "The key is not kept as it was in the file.");
        using NodeIdentity again = NodeIdentity.FromSecretKey(secretKey);
        Property.Require(again.PublicKey == identity.PublicKey && identity.Address.IsOverlay, "The same key has another address.");
    }
}
