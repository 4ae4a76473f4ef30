using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Mycelium.Host.Tests;

/// <summary>The built executable, run as a user runs it. Killed when disposed, whatever happened.</summary>
internal sealed partial class HostProcess : IDisposable
{
    internal const int Interrupt = 2;
    internal const int Terminate = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly StringBuilder _output = new();

    private HostProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    internal static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    internal static string Configuration { get; } = Metadata("Configuration");

    internal static string Executable { get; } = Path.Combine(
        RepositoryRoot,
        "Mycelium.Host",
        "bin",
        Configuration,
        "net10.0",
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')),
        OperatingSystem.IsWindows() ? "Mycelium.Host.exe" : "Mycelium.Host");

    internal static string Example(string name) => Path.Combine(RepositoryRoot, "examples", name);

    /// <summary>Runs to the end with nothing on standard input.</summary>
    internal static Task<HostResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    internal static async Task<HostResult> RunWithInputAsync(string input, params string[] arguments)
    {
        using HostProcess host = Start(arguments);
        await host._process.StandardInput.WriteAsync(input);
        host._process.StandardInput.Close();
        return await host.WaitForExitAsync();
    }

    // Whoever is started in the background of a shell ignores SIGINT, and so do its children, unless it is set back.
    internal static HostProcess Start(params string[] arguments) => OperatingSystem.IsLinux()
        ? StartProgram("env", ["--default-signal=INT", Executable, .. arguments])
        : StartProgram(Executable, arguments);

    /// <summary>Starts another program that starts the executable.</summary>
    internal static HostProcess StartProgram(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment.Remove("NO_COLOR");
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Reads output until a line contains a text, and returns that line.</summary>
    internal async Task<string> ReadUntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            _output.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal)) { return line; }
        }

        throw new InvalidOperationException($"The host ended without '{text}'. Output:\n{_output}\nErrors:\n{await _error}");
    }

    internal void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    internal async Task<HostResult> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        _output.Append(await _process.StandardOutput.ReadToEndAsync(limit.Token));
        await _process.WaitForExitAsync(limit.Token);
        return new HostResult(_process.ExitCode, Lines(_output.ToString()), Lines(await _error));
    }

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(entireProcessTree: true); }

        _process.Dispose();
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    private static string Metadata(string key) => typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
