using System.Security.Cryptography;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Identity;

/// <summary>Reads a secret key from an environment variable, as containers and services are given secrets.</summary>
public static class KeyVariableReader
{
    /// <summary>Reads 64 hexadecimal digits. The text itself stays in the environment of the process, where its owner put it.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.KeyVariableInvalid"/>; the value is not part of the message.</exception>
    public static NodeIdentity Load(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string? text = Environment.GetEnvironmentVariable(name);
        if (text is null) { throw Invalid($"The environment variable '{name}' is not set."); }

        Span<byte> secretKey = stackalloc byte[X25519KeyPair.KeySize];
        try
        {
            return Convert.FromHexString(text.AsSpan().Trim(), secretKey, out int consumed, out int written) == System.Buffers.OperationStatus.Done
                && written == secretKey.Length
                && consumed == text.AsSpan().Trim().Length
                ? NodeIdentity.FromSecretKey(secretKey)
                : throw Invalid($"The environment variable '{name}' does not hold a secret key.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secretKey);
        }
    }

    private static MyceliumException Invalid(string message) => new(
        MyceliumErrorId.KeyVariableInvalid, message, "Set it to the 64 hexadecimal digits of the key, for the process of the node only.");
}
