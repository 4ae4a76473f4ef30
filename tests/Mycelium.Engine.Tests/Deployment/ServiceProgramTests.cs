using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class ServiceProgramTests : IDisposable
{
    private const string Script = "/module/Invoke-Service.ps1";

    private readonly ConfigurationFolder _folder = new();
    private readonly RecordedSystem _system = new();

    [Fact]
    public void The_program_that_runs_now_is_the_default()
    {
        ServiceProgram program = Resolve(null);

        Assert.Equal(RecordedSystem.Host, program.Path);
        Assert.Equal(["run", _folder.File], program.Arguments);
    }

    [Theory]
    [InlineData("/usr/bin/pwsh")]
    [InlineData(@"C:\Program Files\PowerShell\7\pwsh.exe")]
    public void Pwsh_runs_the_script_of_the_module(string path)
    {
        _system.Texts[path] = "program";

        Assert.Equal(["-NoLogo", "-NoProfile", "-NonInteractive", "-File", Script, _folder.File], Resolve(path).Arguments);
    }

    [Theory]
    [InlineData("/usr/bin/dotnet")]
    [InlineData(null)]
    public void Another_program_that_runs_now_is_no_default(string? own)
    {
        _system.ProcessPath = own;

        Assert.Equal(MyceliumErrorId.ServiceProgramNotFound, Assert.Throws<MyceliumException>(() => Resolve(null)).ErrorId);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_program_is_refused()
    {
        _system.Texts["/a"] = "text";
        _system.Modes["/a"] = UnixFileMode.UserRead;

        Assert.Equal(MyceliumErrorId.ServiceProgramNotFound, Assert.Throws<MyceliumException>(() => Resolve("/a")).ErrorId);
        Assert.Equal(MyceliumErrorId.ServiceProgramNotFound, Assert.Throws<MyceliumException>(() => Resolve("/none")).ErrorId);
    }

    [Theory]
    [InlineData("/opt/mycelium/Mycelium.Host")]
    [InlineData("/opt")]
    [InlineData("CONFIGURATION")]
    [InlineData("KEY")]
    public void What_the_service_depends_on_must_be_safe(string path)
    {
        _system.Owners[path switch { "CONFIGURATION" => _folder.File, "KEY" => Path.Combine(_folder.Path, "keys", "node.key"), _ => path }] = 1000;

        Assert.Equal(MyceliumErrorId.ServiceFileUnsafe, Assert.Throws<MyceliumException>(() => Resolve(null).RequireSafe()).ErrorId);
    }

    [Fact]
    public void A_script_must_be_safe_for_pwsh_only()
    {
        _system.Texts["/usr/bin/pwsh"] = "program";
        _system.Modes[Script] = (UnixFileMode)0b111_111_111;

        Assert.Equal(MyceliumErrorId.ServiceFileUnsafe, Assert.Throws<MyceliumException>(() => Resolve("/usr/bin/pwsh").RequireSafe()).ErrorId);
        Resolve(null).RequireSafe();
    }

    [Theory]
    [InlineData("/usr/bin/pw\u2028sh/pwsh", Script)]
    [InlineData("/usr/bin/pwsh", "/module\nx/Invoke-Service.ps1")]
    public void Paths_with_line_breaks_are_refused(string program, string script)
    {
        _system.Texts[program] = "program";

        MyceliumException error = Assert.Throws<MyceliumException>(
            () => ServiceProgram.Resolve(_folder.Register() with { Program = program, ScriptPath = script }, _system));
        Assert.Equal(MyceliumErrorId.InvalidOption, error.ErrorId);
    }

    public void Dispose() => _folder.Dispose();

    private ServiceProgram Resolve(string? path) =>
        ServiceProgram.Resolve(_folder.Register() with { Program = path, ScriptPath = Script }, _system);
}
