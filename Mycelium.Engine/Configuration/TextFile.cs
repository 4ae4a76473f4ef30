namespace Mycelium.Engine.Configuration;

/// <summary>A file that is written in one step: a crash leaves the old one or the new one, never a part.</summary>
/// <param name="path">Where; the folder must exist.</param>
/// <param name="exists">The error for a file that may not be replaced.</param>
/// <param name="failed">The error for what the system refused.</param>
internal sealed class TextFile(string path, Func<Exception?, Exception> exists, Func<Exception, Exception> failed)
{
    /// <summary>Writes the file. The permissions of one that is replaced stay.</summary>
    internal void Write(string text, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!overwrite && File.Exists(path)) { throw exists(null); }

        string? temporary = null;
        try
        {
            string target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null)?.FullName ?? path;
            temporary = $"{target}.{Guid.NewGuid():N}.tmp";
            File.WriteAllText(temporary, text);
            if (File.Exists(target) && !OperatingSystem.IsWindows()) { File.SetUnixFileMode(temporary, File.GetUnixFileMode(target)); }

            File.Move(temporary, target, overwrite);
        }
        catch (IOException exception) when (!overwrite && File.Exists(path))
        {
            throw exists(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw failed(exception);
        }
        finally
        {
            if (File.Exists(temporary)) { File.Delete(temporary); }
        }
    }
}
