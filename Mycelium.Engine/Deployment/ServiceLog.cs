using System.Text;

namespace Mycelium.Engine.Deployment;

/// <summary>The log of a service whose manager keeps none. It never takes more than twice its limit: one that is full becomes <c>.old</c>.
/// Others may read it meanwhile.</summary>
internal sealed class ServiceLog : TextWriter
{
    /// <summary>Names the log of a process whose manager keeps none.</summary>
    internal const string Variable = "MYCELIUM_SERVICE_LOG";

    private const long MaximumBytes = 10 * 1024 * 1024;

    private readonly string _path;
    private readonly long _maximumBytes;
    private StreamWriter _file;

    /// <summary>Opens a log for appending.</summary>
    internal ServiceLog(string path, long maximumBytes = MaximumBytes)
    {
        (_path, _maximumBytes) = (path, maximumBytes);
        _file = Open(FileMode.Append);
    }

    /// <inheritdoc/>
    public override Encoding Encoding => _file.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => _file.Write(value);

    /// <inheritdoc/>
    public override void Write(string? value) => _file.Write(value);

    /// <summary>Writes a line, which is never cut: a log that has its size already makes room first.</summary>
    public override void WriteLine(string? value)
    {
        // Closed, if it could not be opened again the last time.
        if (_file.BaseStream is not { CanWrite: true } stream || stream.Length >= _maximumBytes) { MakeRoom(); }

        _file.WriteLine(value);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) { _file.Dispose(); }

        base.Dispose(disposing);
    }

    private void MakeRoom()
    {
        _file.Dispose();
        FileMode mode = FileMode.Append;
        try
        {
            File.Move(_path, _path + ".old", overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows moves no file that somebody follows; the size counts more than what is old.
            mode = FileMode.Create;
        }

        _file = Open(mode);
    }

    private StreamWriter Open(FileMode mode) =>
        new(new FileStream(_path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
}
