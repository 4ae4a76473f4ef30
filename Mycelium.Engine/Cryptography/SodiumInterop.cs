using System.Runtime.InteropServices;

namespace Mycelium.Engine.Cryptography;

/// <summary>AES-256-GCM of libsodium with expanded keys, and its locking of memory.</summary>
/// <remarks>The library comes with NSec. Source: crypto_aead_aes256gcm.h, utils.h; any thread, once initialised.</remarks>
internal static unsafe partial class SodiumInterop
{
    private const string Library = "libsodium";

    private static readonly Lazy<bool> LazyHasAes =
        new(static () => Initialize() >= 0 && IsAesAvailable() == 1 && StateSize() <= KeySlot.Size);

    /// <summary>Whether libsodium has AES-256-GCM here: only where the processor has the instructions.</summary>
    internal static bool HasAes => LazyHasAes.Value;

    /// <summary>Prepares the library; 0, or 1 if that was done before, or -1. Any thread, any number of times.</summary>
    [LibraryImport(Library, EntryPoint = "sodium_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    internal static partial int Initialize();

    /// <summary>Keeps pages out of the swap, as far as the system's limits allow, and out of dumps; 0 or -1.</summary>
    [LibraryImport(Library, EntryPoint = "sodium_mlock")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    internal static partial int LockMemory(byte* address, nuint size);

    /// <summary>Wipes pages and undoes <see cref="LockMemory"/>; 0 or -1.</summary>
    [LibraryImport(Library, EntryPoint = "sodium_munlock")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    internal static partial int UnlockMemory(byte* address, nuint size);

    /// <summary>Expands a key of 32 bytes into a state, aligned to 16 bytes; 0.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_beforenm")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    internal static partial int ExpandKey(byte* state, byte* key);

    /// <summary>Writes ciphertext and tag (16 bytes); the text may lie where the ciphertext goes. 0 or -1.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_encrypt_afternm")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    internal static partial int Encrypt(
        byte* ciphertext, ulong* ciphertextLength, byte* text, ulong textLength, byte* additional, ulong additionalLength,
        byte* notUsed, byte* nonce, byte* state);

    /// <summary>Writes the text of ciphertext and tag, which may lie in the same place. 0, or -1 if the tag is wrong.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_decrypt_afternm")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    internal static partial int Decrypt(
        byte* text, ulong* textLength, byte* notUsed, byte* ciphertext, ulong ciphertextLength, byte* additional, ulong additionalLength,
        byte* nonce, byte* state);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_is_available")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int IsAesAvailable();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_statebytes")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial nuint StateSize();
}
