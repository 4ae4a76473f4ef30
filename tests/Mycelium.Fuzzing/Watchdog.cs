using System.IO.MemoryMappedFiles;

namespace Mycelium.Fuzzing;

/// <summary>Sees an input that takes too long, and keeps the input under way in a file that survives a crash of the process.</summary>
/// <remarks>The file is a memory map, so that writing it costs little; it begins with the length (4 bytes, little-endian).</remarks>
internal sealed class Watchdog : IRunWatch, IDisposable
{
    private const int FileSize = 1024 * 1024;

    private readonly string _path;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly Action<byte[]> _hung;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly ITimer _timer;
    private byte[]? _running;
    private byte[]? _reported;
    private long _startedAt;

    /// <summary>Starts watching.</summary>
    /// <param name="path">File for the input under way; removed when the watch ends in order.</param>
    /// <param name="limit">Longest time for one input.</param>
    /// <param name="time">Clock and timer.</param>
    /// <param name="hung">Gets the input that takes longer, on another thread, once.</param>
    internal Watchdog(string path, TimeSpan limit, TimeProvider time, Action<byte[]> hung)
    {
        _path = path;
        _limit = limit;
        _time = time;
        _hung = hung;
        var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        _file = MemoryMappedFile.CreateFromFile(
            stream, null, FileSize, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor();
        _timer = time.CreateTimer(_ => Check(), null, limit, limit / 4);
    }

    public void Begin(byte[] input)
    {
        _view.Write(0, input.Length);
        _view.WriteArray(sizeof(int), input, 0, Math.Min(input.Length, FileSize - sizeof(int)));
        Volatile.Write(ref _startedAt, _time.GetTimestamp());
        Volatile.Write(ref _running, input);
    }

    public void End() => Volatile.Write(ref _running, null);

    public void Dispose()
    {
        _timer.Dispose();
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }

    /// <summary>The input that was under way when a process died.</summary>
    internal static byte[] ReadLeft(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan(sizeof(int), Math.Clamp(BitConverter.ToInt32(bytes), 0, bytes.Length - sizeof(int))).ToArray();
    }

    private void Check()
    {
        byte[]? running = Volatile.Read(ref _running);
        if (running is null || running == _reported || _time.GetElapsedTime(Volatile.Read(ref _startedAt)) < _limit) { return; }

        _reported = running;
        _hung(running);
    }
}
