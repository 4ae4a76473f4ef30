using System.Security.Cryptography;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Identity;

/// <summary>Reads and writes key files: 32 raw bytes, for their owner only.</summary>
/// <remarks>
/// On Windows a new file has the permissions of its folder; the default folder is in the user's profile.
/// Source: <c>identity-and-crypto.md</c> section 2.
/// </remarks>
public static class KeyFile
{
    private const string FileName = "priv_key.bin";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Reading by the group is what the reference's own files allow.
    private const UnixFileMode Forbidden =
        UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The platform's usual place for the key of this user's node, the same as the reference's.</summary>
    public static string DefaultPath
    {
        get
        {
            string data = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            string folder = OperatingSystem.IsLinux() ? "mycelium" : Path.Combine("ThreeFold Tech", "Mycelium");
            return Path.Combine(data.Length > 0 ? data : Environment.CurrentDirectory, folder, FileName);
        }
    }

    /// <summary>Reads a key file.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.KeyFileNotFound"/>,
    /// <see cref="MyceliumErrorId.KeyFileWrongSize"/>, <see cref="MyceliumErrorId.KeyFilePermissions"/> or
    /// <see cref="MyceliumErrorId.KeyFileInaccessible"/>.</exception>
    public static NodeIdentity Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            RefuseSpecialFile(path);
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!file.CanSeek) { throw new IOException("It is not a regular file."); }

            RefuseOpenPermissions(file, path);
            return Read(file, path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Inaccessible(path, "read", exception);
        }
    }

    /// <summary>Writes a key file atomically, mode 0600: a crash leaves the old file or the new one, never a part.</summary>
    /// <param name="path">Where; the folder must exist.</param>
    /// <param name="identity">What.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.KeyFileExists"/> or
    /// <see cref="MyceliumErrorId.KeyFileInaccessible"/>.</exception>
    public static void Save(string path, NodeIdentity identity, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(identity);
        Span<byte> secretKey = stackalloc byte[X25519KeyPair.KeySize];
        try
        {
            identity.WriteSecretKey(secretKey);
            SaveBytes(path, secretKey, overwrite);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secretKey);
        }
    }

    /// <summary>Writes the content of a key file of any form, as <see cref="Save"/> does.</summary>
    /// <exception cref="MyceliumException">As <see cref="Save"/>.</exception>
    internal static void SaveBytes(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!overwrite && File.Exists(path)) { throw Exists(path, null); }

        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            WriteNew(temporary, content);
            File.Move(temporary, path, overwrite);
        }
        catch (IOException exception) when (!overwrite && File.Exists(path))
        {
            throw Exists(path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Inaccessible(path, "written", exception);
        }
        finally
        {
            if (File.Exists(temporary)) { File.Delete(temporary); }
        }
    }

    /// <summary>Reads a key file, or makes it, with its folder, if it does not exist.</summary>
    /// <exception cref="MyceliumException">As <see cref="Load"/> and <see cref="Save"/>.</exception>
    public static NodeIdentity LoadOrCreate(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path)) { return Load(path); }

        CreateFolderOf(path);
        NodeIdentity identity = NodeIdentity.Create();
        try
        {
            Save(path, identity);
            return identity;
        }
        catch (MyceliumException exception) when (exception.ErrorId == MyceliumErrorId.KeyFileExists)
        {
            // Somebody else made it at the same moment: theirs is the identity.
            identity.Dispose();
            return Load(path);
        }
        catch
        {
            identity.Dispose();
            throw;
        }
    }

    /// <summary>Makes the folder of a key file, for its owner only (mode 0700), if it does not exist; one that exists is left as it is.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.KeyFileInaccessible"/>.</exception>
    public static void CreateFolderOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Inaccessible(path, "written", exception);
        }
    }

    /// <summary>Reads at most so many bytes of a file that may be one of a protected key; a pipe or a device gives none.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.KeyFileNotFound"/> or
    /// <see cref="MyceliumErrorId.KeyFileInaccessible"/>.</exception>
    internal static byte[] ReadStart(string path, int length)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            FileSystemInfo target = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            byte[] start = new byte[Math.Min(length, ((FileInfo)target).Length)];
            if (start.Length == 0) { return start; }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            file.ReadExactly(start);
            return start;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidCastException)
        {
            throw Inaccessible(path, "read", exception);
        }
    }

    /// <summary>Reads the content of a key file.</summary>
    /// <param name="file">At its beginning; can tell its length.</param>
    /// <param name="path">Where it is from, for messages.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.KeyFileWrongSize"/>.</exception>
    internal static NodeIdentity Read(Stream file, string path)
    {
        RefuseWrongSize(file.Length, path);
        Span<byte> secretKey = stackalloc byte[X25519KeyPair.KeySize];
        try
        {
            file.ReadExactly(secretKey);
            return NodeIdentity.FromSecretKey(secretKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secretKey);
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) { options.UnixCreateMode = OwnerOnly; }

        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    // To open a pipe is to wait for who writes into it; it has no length. A link is judged by what it leads to.
    private static void RefuseSpecialFile(string path)
    {
        FileSystemInfo target = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
        if (target is FileInfo { Exists: true } file) { RefuseWrongSize(file.Length, path); }
    }

    private static void RefuseOpenPermissions(FileStream file, string path)
    {
        if (OperatingSystem.IsWindows()) { return; }

        UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
        if ((mode & Forbidden) != 0)
        {
            throw new MyceliumException(
                MyceliumErrorId.KeyFilePermissions,
                $"The key file '{path}' can be read or changed by other users (mode {Convert.ToString((int)mode, 8)}).",
                $"Run chmod 600 '{path}', and consider the key known to others until you replace it.");
        }
    }

    private static void RefuseWrongSize(long length, string path)
    {
        if (length == ProtectedKeyHeader.FileSize && ProtectedKeyFile.IsProtected(path))
        {
            throw new MyceliumException(
                MyceliumErrorId.KeyFileWrongSize,
                $"'{path}' is a protected identity, not a key file.",
                "Make a key file of it with Import-MyceliumIdentity and its passphrase.");
        }

        if (length != X25519KeyPair.KeySize)
        {
            throw new MyceliumException(
                MyceliumErrorId.KeyFileWrongSize,
                $"The key file '{path}' has {length} bytes; a key file has exactly {X25519KeyPair.KeySize} raw bytes, not text.",
                "Check that this is the right file; New-MyceliumIdentity makes a new one.");
        }
    }

    private static MyceliumException NotFound(string path, Exception cause) => new(
        MyceliumErrorId.KeyFileNotFound,
        $"There is no key file '{path}'.",
        "Make one with New-MyceliumIdentity, or check the path.",
        cause);

    private static MyceliumException Exists(string path, Exception? cause) => new(
        MyceliumErrorId.KeyFileExists,
        $"The key file '{path}' exists already; only -Force replaces it.",
        "Choose another path, or replace it with -Force: the old identity is lost then.",
        cause);

    private static MyceliumException Inaccessible(string path, string verb, Exception cause) => new(
        MyceliumErrorId.KeyFileInaccessible,
        $"The key file '{path}' could not be {verb}: {(Directory.Exists(path) ? "It is a folder." : cause.Message)}",
        "Check the folder and its permissions.",
        cause);
}
