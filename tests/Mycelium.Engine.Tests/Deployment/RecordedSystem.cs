using Microsoft.Extensions.Time.Testing;
using Mycelium.Engine.Deployment;

namespace Mycelium.Engine.Tests.Deployment;

/// <summary>A machine that exists on paper: files are texts, commands are noted and answered as a test says.</summary>
internal sealed class RecordedSystem : IServiceSystem
{
    private const UnixFileMode ProgramMode = (UnixFileMode)0b111_101_101;

    private readonly List<(string Command, CommandOutcome Outcome)> _answers = [];

    internal const string Host = "/opt/mycelium/Mycelium.Host";

    internal Dictionary<string, string> Texts { get; } = new() { [Host] = "program" };

    internal HashSet<string> Folders { get; } = [];

    internal Dictionary<string, UnixFileMode> Modes { get; } = [];

    /// <summary>Owners of those files that are not root's.</summary>
    internal Dictionary<string, uint> Owners { get; } = [];

    internal Dictionary<string, string> Links { get; } = [];

    /// <summary>What does not exist; everything else does, for who asks for its owner.</summary>
    internal HashSet<string> Missing { get; } = [];

    /// <summary>What was done, in order: commands, and what became of files.</summary>
    internal List<string> Log { get; } = [];

    /// <summary>Called before a command is answered.</summary>
    internal Action<string> OnCommand { get; set; } = static _ => { };

    public bool IsPrivileged { get; set; } = true;

    public string? ProcessPath { get; set; } = Host;

    /// <summary>Answers commands that begin with a text; the latest answer that fits is taken. Without one they succeed and say nothing.</summary>
    internal void Answer(string command, string output = "", int exitCode = 0, string error = "") =>
        _answers.Add((command, new CommandOutcome(exitCode, output, error)));

    internal string[] TakeLog()
    {
        string[] log = [.. Log];
        Log.Clear();
        return log;
    }

    public TimeProvider Time { get; set; } = new FakeTimeProvider();

    /// <summary>What a command waits for before it ends; none by default.</summary>
    internal Func<string, Task> Delay { get; set; } = static _ => Task.CompletedTask;

    public bool FileExists(string path) => Texts.ContainsKey(path);

    public bool FolderExists(string path) => Folders.Contains(path);

    public UnixFileMode? Mode(string path) => Modes.GetValueOrDefault(path, ProgramMode);

    public UnixFile? Look(string path) => Missing.Contains(path)
        ? null
        : new UnixFile(Owners.GetValueOrDefault(path), Modes.GetValueOrDefault(path, ProgramMode), Links.GetValueOrDefault(path));

    public IReadOnlyList<string> Files(string folder, string pattern)
    {
        string[] parts = pattern.Split('*');
        return [.. Texts.Keys.Where(path => path.StartsWith($"{folder}/{parts[0]}", StringComparison.Ordinal)
            && path.EndsWith(parts[1], StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public string? Read(string path) => Texts.GetValueOrDefault(path);

    public void Write(string path, string text)
    {
        Log.Add($"write {path}");
        Texts[path] = text;
    }

    public void CreateFolder(string path)
    {
        Log.Add($"create {path}");
        Folders.Add(path);
    }

    public void Delete(string path)
    {
        Log.Add($"delete {path}");
        Texts.Remove(path);
    }

    public async Task<CommandOutcome> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        string command = string.Join(' ', arguments.Prepend(program[(program.AsSpan().LastIndexOfAny('/', '\\') + 1)..]));
        Log.Add(command);
        OnCommand(command);
        await Delay(command).WaitAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        (string, CommandOutcome Outcome) answer = _answers.FindLast(item => command.StartsWith(item.Command, StringComparison.Ordinal));
        return answer.Outcome ?? new CommandOutcome(0);
    }

    public Task PauseAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
