namespace Mycelium.Engine.Cryptography;

/// <summary>What computes AES-256-GCM. The bytes are the same.</summary>
public enum SealingImplementation
{
    /// <summary>The platform's library, as .NET uses it: OpenSSL, CNG or CryptoKit.</summary>
    Platform,

    /// <summary>libsodium with expanded keys; only on processors with AES instructions.</summary>
    Libsodium,
}
