using System.ComponentModel;
using System.Diagnostics;

namespace Mycelium.Engine.Deployment;

/// <summary>This machine.</summary>
internal sealed class ServiceSystem : IServiceSystem
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode AllRead = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // systemd gives a service 90 s for its start.
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public bool IsPrivileged => Environment.IsPrivilegedProcess;

    public string? ProcessPath => Environment.ProcessPath;

    public TimeProvider Time => TimeProvider.System;

    public bool FileExists(string path) => File.Exists(path);

    public bool FolderExists(string path) => Directory.Exists(path);

    public UnixFileMode? Mode(string path) => OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path);

    public UnixFile? Look(string path) => FileInterop.Look(path) is var (owner, mode) ? new UnixFile(owner, mode, new FileInfo(path).LinkTarget) : null;

    public IReadOnlyList<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];

    public string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string path, string text)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(temporary, AllRead); }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) { Directory.CreateDirectory(path); }
        else { Directory.CreateDirectory(path, OwnerOnly); }
    }

    public void Delete(string path) => File.Delete(path);

    public async Task<CommandOutcome> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CommandLimit);
        try
        {
            using Process process = Process.Start(start)!;
            return await FinishAsync(process, limit.Token).ConfigureAwait(false);
        }
        catch (Win32Exception exception)
        {
            return new CommandOutcome(-1, Error: exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CommandOutcome(-1, Error: $"It did not end within {CommandLimit.TotalSeconds} s.");
        }
    }

    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(Pause, cancellationToken);

    private static async Task<CommandOutcome> FinishAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new CommandOutcome(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
