namespace Mycelium.Engine.Deployment;

/// <summary>The log of a service whose manager keeps none.</summary>
internal static class ServiceLog
{
    private const long MaximumBytes = 10 * 1024 * 1024;

    /// <summary>Opens a log for appending; others may read it meanwhile. One that is too large makes room, and is kept as <c>.old</c>.</summary>
    internal static TextWriter Open(string path, long maximumBytes = MaximumBytes)
    {
        if (File.Exists(path) && new FileInfo(path).Length > maximumBytes) { File.Move(path, path + ".old", overwrite: true); }

        return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete)) { AutoFlush = true };
    }
}
