namespace Mycelium.Engine.Wire;

/// <summary>The four bytes in front of the body, inside the sealed buffer. Source: <c>identity-and-crypto.md</c> section 7.</summary>
internal static class UserDataHeader
{
    internal const int Size = 4;
    private const byte Version = 1;

    internal static void Write(Span<byte> target, UserDataType type)
    {
        target[3] = 0;
        target[2] = 0;
        target[1] = (byte)type;
        target[0] = Version;
    }

    /// <summary>Reads the header; false if it is short, of another version or of an unknown type.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> source, out UserDataType type)
    {
        type = default;
        if (source.Length < Size || source[0] != Version || source[1] > (byte)UserDataType.OutOfBandIcmp) { return false; }

        type = (UserDataType)source[1];
        return true;
    }
}
