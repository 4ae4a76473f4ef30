using System.Text;

namespace Mycelium.Engine.Configuration;

/// <summary>A file that is written in one step: a crash leaves the old one or the new one, never a part.</summary>
/// <param name="path">Where; the folder must exist.</param>
/// <param name="exists">The error for a file that may not be replaced.</param>
/// <param name="failed">The error for what the system refused.</param>
internal sealed class TextFile(string path, Func<Exception?, Exception> exists, Func<Exception, Exception> failed)
{
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The file that a path stands for: what a link leads to, or itself.</summary>
    internal static string Target(string path)
    {
        try
        {
            return (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null)?.FullName ?? path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    /// <summary>Writes the file in UTF-8. The permissions of one that is replaced stay.</summary>
    internal void Write(string text, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!overwrite && File.Exists(path)) { throw exists(null); }

        try
        {
            Move(Encoding.UTF8.GetBytes(text), overwrite, static _ => true);
        }
        catch (IOException exception) when (!overwrite && File.Exists(path))
        {
            throw exists(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw failed(exception);
        }
    }

    /// <summary>Replaces the file, if it still is what was read and may be written.</summary>
    /// <returns>Whether it still was.</returns>
    internal bool Replace(byte[] content, byte[] read)
    {
        try
        {
            CheckWritable(Target(path));
            return Move(content, overwrite: true, target => File.ReadAllBytes(target).AsSpan().SequenceEqual(read));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw failed(exception);
        }
    }

    /// <summary>Refuses a file that is protected against writing.</summary>
    internal void RequireWritable()
    {
        try
        {
            CheckWritable(Target(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw failed(exception);
        }
    }

    // Replacing by a move asks only the folder. The rights of the superuser leave out what the file says, so its mode is asked too.
    private static void CheckWritable(string target)
    {
        bool isReadOnly = OperatingSystem.IsWindows()
            ? File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly)
            : (File.GetUnixFileMode(target) & AnyWrite) == 0;
        if (isReadOnly) { throw new UnauthorizedAccessException("It is read-only."); }

        if (!OperatingSystem.IsWindows()) { File.Open(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose(); }
    }

    private bool Move(byte[] content, bool overwrite, Func<string, bool> isExpected)
    {
        string target = Target(path);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            if (File.Exists(target) && !OperatingSystem.IsWindows()) { File.SetUnixFileMode(temporary, File.GetUnixFileMode(target)); }

            if (!isExpected(target)) { return false; }

            File.Move(temporary, target, overwrite);
            return true;
        }
        finally
        {
            if (File.Exists(temporary)) { File.Delete(temporary); }
        }
    }
}
