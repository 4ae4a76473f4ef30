using System.Buffers.Binary;
using System.Text;

namespace Mycelium.Host.Tests.Packaging;

/// <summary>Reads from the head of a native library where it can be loaded: ELF, PE and universal Mach-O.</summary>
internal static class NativeImage
{
    private const uint ElfMagic = 0x7F454C46;
    private const uint UniversalMagic = 0xCAFEBABE;
    private const int ElfMachineOffset = 18;
    private const int PeHeaderOffset = 0x3C;
    private const int UniversalEntrySize = 20;

    internal static string[] RuntimeIds(byte[] image) => BinaryPrimitives.ReadUInt32BigEndian(image) switch
    {
        ElfMagic => [$"{(IsMusl(image) ? "linux-musl" : "linux")}-{Elf(BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(ElfMachineOffset)))}"],
        UniversalMagic => [.. Universal(image)],
        _ when image is [(byte)'M', (byte)'Z', ..] => [$"win-{Pe(image)}"],
        _ => [],
    };

    private static string Elf(int machine) => machine switch { 40 => "arm", 62 => "x64", 183 => "arm64", _ => "unknown" };

    // The C library is named among those that the loader has to find.
    private static bool IsMusl(byte[] image) => image.AsSpan().IndexOf(Encoding.ASCII.GetBytes("libc.so.6\0")) < 0;

    private static string Pe(byte[] image)
    {
        int header = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(PeHeaderOffset));
        int machine = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(header + 4));
        return machine switch { 0x14C => "x86", 0x8664 => "x64", 0xAA64 => "arm64", _ => "unknown" };
    }

    private static IEnumerable<string> Universal(byte[] image)
    {
        uint count = BinaryPrimitives.ReadUInt32BigEndian(image.AsSpan(4));
        for (int i = 0; i < count; i++)
        {
            uint processor = BinaryPrimitives.ReadUInt32BigEndian(image.AsSpan(8 + (i * UniversalEntrySize)));
            yield return processor switch { 0x01000007 => "osx-x64", 0x0100000C => "osx-arm64", _ => "unknown" };
        }
    }
}
