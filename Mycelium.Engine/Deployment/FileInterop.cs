using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Deployment;

/// <summary>Asks a Unix for the owner of a file, which .NET does not tell. Source: statx(2); sys/stat.h of macOS with 64-bit inodes.</summary>
internal static unsafe partial class FileInterop
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicFields = 0x7ff;
    private const int BufferSize = 256;
    private const int PermissionBits = 0xfff;
    private const int NoSuchFile = 2;
    private const int NoFolder = 20;

    private static readonly (int Owner, int Mode) LinuxPlaces = (20, 28);
    private static readonly (int Owner, int Mode) MacPlaces = (16, 4);

    /// <summary>Owner and permissions of what a path names, not of where a link leads; null if there is nothing, or the system is none of those.
    /// </summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceFileUnsafe"/>: the system does not tell.</exception>
    internal static (uint Owner, UnixFileMode Mode)? Look(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) { return null; }

        byte* buffer = stackalloc byte[BufferSize];
        int result = OperatingSystem.IsLinux() ? LinuxStatus(CurrentFolder, path, DoNotFollow, BasicFields, buffer)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacStatusX64(path, buffer)
            : MacStatus(path, buffer);
        if (result != 0)
        {
            return Marshal.GetLastPInvokeError() is NoSuchFile or NoFolder ? null : throw new MyceliumException(
                MyceliumErrorId.ServiceFileUnsafe,
                $"Whose '{path}' is can't be told: {Marshal.GetLastPInvokeErrorMessage()}",
                "Move the file to where its owner can be seen, such as /opt or /etc.");
        }

        var bytes = new ReadOnlySpan<byte>(buffer, BufferSize);
        (int owner, int mode) = OperatingSystem.IsLinux() ? LinuxPlaces : MacPlaces;
        return (
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[owner..]),
            (UnixFileMode)(BinaryPrimitives.ReadUInt16LittleEndian(bytes[mode..]) & PermissionBits));
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinuxStatus(int folder, string path, int flags, uint fields, byte* buffer);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MacStatus(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MacStatusX64(string path, byte* buffer);
}
