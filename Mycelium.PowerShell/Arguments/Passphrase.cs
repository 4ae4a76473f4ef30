using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Mycelium.PowerShell.Arguments;

/// <summary>Turns a <see cref="SecureString"/> into bytes for as long as they are needed.</summary>
internal static class Passphrase
{
    /// <summary>Hands the UTF-8 bytes of a passphrase to a function, and wipes them.</summary>
    /// <param name="passphrase">The passphrase; null is an empty one.</param>
    /// <param name="use">Must not keep what it is given.</param>
    internal static T Use<T>(SecureString? passphrase, Func<byte[], T> use)
    {
        if (passphrase is null) { return use([]); }

        nint text = Marshal.SecureStringToGlobalAllocUnicode(passphrase);
        char[] characters = GC.AllocateUninitializedArray<char>(passphrase.Length, pinned: true);
        byte[] bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetMaxByteCount(passphrase.Length), pinned: true);
        try
        {
            Marshal.Copy(text, characters, 0, characters.Length);
            int length = Encoding.UTF8.GetBytes(characters, bytes);
            return length == bytes.Length ? use(bytes) : UsePart(bytes, length, use);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static T UsePart<T>(byte[] bytes, int length, Func<byte[], T> use)
    {
        byte[] exact = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        try
        {
            bytes.AsSpan(0, length).CopyTo(exact);
            return use(exact);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(exact);
        }
    }
}
