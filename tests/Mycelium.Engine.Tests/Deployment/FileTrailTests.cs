using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class FileTrailTests
{
    private const UnixFileMode All = (UnixFileMode)0b111_111_111;
    private const UnixFileMode Group = (UnixFileMode)0b111_111_101;
    private const UnixFileMode Others = (UnixFileMode)0b111_101_111;

    private readonly RecordedSystem _system = new();

    [Theory]
    [InlineData("/")]
    [InlineData("/opt")]
    [InlineData("/opt/mycelium")]
    [InlineData("/opt/mycelium/host")]
    public void The_file_and_all_its_folders_are_roots(string path)
    {
        _system.Owners[path] = 1000;

        Assert.StartsWith($"'{path}' belongs to user 1000, on which '/opt/mycelium/host' depends", Refused("/opt/mycelium/host").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/opt", Group)]
    [InlineData("/opt", Others)]
    [InlineData("/opt/mycelium/host", Group)]
    [InlineData("/opt/mycelium/host", Others)]
    [InlineData("/opt/mycelium/host", All | UnixFileMode.StickyBit)]
    public void Neither_a_group_nor_others_may_write(string path, UnixFileMode mode)
    {
        _system.Modes[path] = mode;

        MyceliumException error = Refused("/opt/mycelium/host");

        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("chmod go-w", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sticky_bit_keeps_what_is_there_and_nothing_else()
    {
        _system.Modes["/tmp"] = All | UnixFileMode.StickyBit;
        FileTrail.Follow("/tmp/host", _system).RequireSafe();
        _system.Missing.Add("/tmp/host");

        Refused("/tmp/host");
    }

    [Fact]
    public void What_is_missing_is_made_by_root_in_a_safe_folder()
    {
        _system.Missing.UnionWith(["/etc/mycelium", "/etc/mycelium/node.key"]);

        var trail = FileTrail.Follow("/etc/mycelium/node.key", _system);

        trail.RequireSafe();
        Assert.Equal("/etc/mycelium/node.key", trail.RealPath);
    }

    [Theory]
    [InlineData("/opt/current", "/srv/v2", "/srv/v2/host", "/srv")]
    [InlineData("/opt/current", "v2", "/opt/v2/host", "/opt/v2")]
    [InlineData("/opt/current", "../home/./user//v2/", "/home/user/v2/host", "/home/user")]
    [InlineData("/opt/current/host", "../../usr/host", "/usr/host", "/usr")]
    [InlineData("/opt", "/opt2", "/opt2/current/host", "/opt2")]
    public void Links_are_followed_and_each_step_is_checked(string link, string target, string real, string step)
    {
        _system.Links[link] = target;
        _system.Modes[link] = All;
        var trail = FileTrail.Follow("/opt/current/host", _system);
        trail.RequireSafe();
        Assert.Equal(real, trail.RealPath);

        _system.Owners[step] = 7;
        Assert.Contains($"'{step}' belongs to user 7", Refused("/opt/current/host").Message, StringComparison.Ordinal);
        _system.Owners.Clear();
        _system.Owners[link] = 8;
        Assert.Contains($"'{link}' belongs to user 8", Refused("/opt/current/host").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_in_circles_are_refused()
    {
        _system.Links["/opt/a"] = "b";
        _system.Links["/opt/b"] = "a";

        Assert.Contains("circles", Refused("/opt/a").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_of_Windows_is_not_followed()
    {
        var trail = FileTrail.Follow(@"C:\Program Files\host.exe", _system);

        trail.RequireSafe();
        Assert.Equal(@"C:\Program Files\host.exe", trail.RealPath);
    }

    [SkippableFact]
    public async Task Real_files_belong_to_who_has_them()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Owners are given by a program of Linux.");
        Skip.IfNot(Environment.IsPrivilegedProcess, "Only root may give files away.");
        var system = new ServiceSystem();
        using var folder = new ConfigurationFolder();
        string link = Path.Combine(folder.Path, "link.yaml");
        File.CreateSymbolicLink(link, "node.yaml");
        Skip.IfNot(IsSafe(folder.File), "The folder for temporary files is not root's.");
        Assert.True(IsSafe(link));
        Assert.Equal(folder.File, FileTrail.Follow(link, system).RealPath);
        Assert.Equal("node.yaml", system.Look(link)!.LinkTarget);

        await RunAsync("chmod", "660", folder.File);
        Assert.False(IsSafe(link));
        await RunAsync("chmod", "600", folder.File);
        Assert.True(IsSafe(link));
        await RunAsync("chown", "-h", "12345", folder.File);
        Assert.Equal(12345u, system.Look(folder.File)!.Owner);
        Assert.False(IsSafe(link));
        await RunAsync("chown", "-h", "12345", link);
        Assert.Equal(12345u, system.Look(link)!.Owner);
        Assert.Null(system.Look(Path.Combine(folder.Path, "none")));

        bool IsSafe(string path) => Record.Exception(() => FileTrail.Follow(path, system).RequireSafe()) is null;

        async Task RunAsync(string program, params string[] arguments) =>
            Assert.Equal(0, (await system.RunAsync(program, arguments, CancellationToken.None)).ExitCode);
    }

    private MyceliumException Refused(string path)
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => FileTrail.Follow(path, _system).RequireSafe());
        Assert.Equal(MyceliumErrorId.ServiceFileUnsafe, error.ErrorId);
        return error;
    }
}
