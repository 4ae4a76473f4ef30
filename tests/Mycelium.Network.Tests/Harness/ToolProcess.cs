using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Mycelium.Network.Tests.Harness;

/// <summary>A running program whose output is kept. It is ended by its process id, never by name.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Lock _lock = new();
    private readonly string _command;

    private ToolProcess(ProcessStartInfo start)
    {
        _command = $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            Keep(_output, line.Data);
            if (line.Data is null) { _lines.Writer.TryComplete(); } else { _lines.Writer.TryWrite(line.Data); }
        };
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
    }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal StreamWriter Input => _process.StandardInput;

    /// <summary>Standard output line by line; completes when it ends.</summary>
    internal ChannelReader<string> Lines => _lines.Reader;

    internal string Output => Read(_output);

    internal string Error => Read(_error);

    internal static ToolProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["NO_COLOR"] = "1";
        var tool = new ToolProcess(start);
        tool._process.Start();
        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Runs a program to its end; it is killed at the limit.</summary>
    internal static async Task<ToolResult> RunAsync(string program, IEnumerable<string> arguments, TimeSpan? limit = null)
    {
        await using ToolProcess tool = Start(program, arguments);
        tool.Input.Close();
        return await tool.WaitAsync(limit);
    }

    /// <summary>Waits for the end of the program and all of its output.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    internal async Task<ToolResult> WaitAsync(TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"'{_command}' did not end.\n{Output}\n{Error}");
        }

        return new ToolResult(_process.ExitCode, Output, Error);
    }

    /// <summary>Waits until the output has a text.</summary>
    internal Task WaitForOutputAsync(string text) => Eventually.HoldsAsync(
        () => Output.Contains(text, StringComparison.Ordinal), () => $"'{text}' of '{_command}'\n{Output}\n{Error}");

    internal void Signal(int signal) => Posix.Signal(_process.Id, signal);

    /// <summary>Processor time used so far, user and system.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Posix.Signal(_process.Id, Posix.Continue);
            Posix.Signal(_process.Id, Posix.Kill);
            using var deadline = new CancellationTokenSource(EndLimit);
            await _process.WaitForExitAsync(deadline.Token);
        }

        _process.Dispose();
    }

    private void Keep(StringBuilder target, string? line)
    {
        if (line is null) { return; }

        lock (_lock) { target.AppendLine(line); }
    }

    private string Read(StringBuilder source)
    {
        lock (_lock) { return source.ToString(); }
    }
}
