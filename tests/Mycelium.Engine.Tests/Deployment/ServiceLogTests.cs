using Mycelium.Engine.Deployment;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class ServiceLogTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_log_is_continued()
    {
        string path = _folder.Write("a.log", "first\n");

        Write(path, 100, "second");

        Assert.Equal(["first", "second"], File.ReadAllLines(path));
        Assert.False(File.Exists(path + ".old"));
    }

    [Fact]
    public void A_log_that_is_full_makes_room_while_it_is_written()
    {
        string path = Path.Combine(_folder.Path, "a.log");
        string[] lines = [.. Enumerable.Range(1, 25).Select(number => $"line {number:00}")];

        Write(path, 10 * (7 + Environment.NewLine.Length), lines);

        Assert.Equal(lines[20..], File.ReadAllLines(path));
        Assert.Equal(lines[10..20], File.ReadAllLines(path + ".old"));
        Assert.Equal(2, Directory.GetFiles(_folder.Path, "a.log*").Length);
    }

    [Fact]
    public void A_log_that_can_not_be_moved_stays_small_too()
    {
        string path = Path.Combine(_folder.Path, "a.log");
        Directory.CreateDirectory(path + ".old");

        Write(path, 8, "one", "two", "three", "four");

        Assert.Equal(["three", "four"], File.ReadAllLines(path));
    }

    [Fact]
    public void A_log_can_be_read_while_it_is_written()
    {
        string path = Path.Combine(_folder.Path, "a.log");
        using var log = new ServiceLog(path);
        log.Write("o");
        log.Write('n');
        log.WriteLine("e");

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal("one", reader.ReadLine());
    }

    private static void Write(string path, long maximumBytes, params string[] lines)
    {
        using var log = new ServiceLog(path, maximumBytes);
        foreach (string line in lines) { log.WriteLine(line); }
    }
}
