using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Deployment;

/// <summary>All that decides what a path leads to: its folders, the links on the way and theirs, and the file. Source: path_resolution(7).
/// </summary>
internal sealed class FileTrail
{
    private const int MaximumLinks = 40;
    private const UnixFileMode OpenToOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly string _path;
    private readonly List<(string Path, UnixFile File)> _steps = [];

    private FileTrail(string path) => (_path, RealPath) = (path, path);

    /// <summary>The path without links.</summary>
    internal string RealPath { get; private set; }

    // What is missing lies in the last folder that was seen.
    private bool IsMissing { get; set; }

    /// <summary>Follows a path. One of Windows, where owners and permissions are of another kind, has no steps.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceFileUnsafe"/>: links lead in circles.</exception>
    internal static FileTrail Follow(string path, IServiceSystem system)
    {
        var trail = new FileTrail(path);
        if (path.StartsWith('/')) { trail.Walk(system); }

        return trail;
    }

    /// <summary>Refuses what somebody other than root could change. Members of a group are others, also of root's.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceFileUnsafe"/>.</exception>
    internal void RequireSafe()
    {
        for (int index = 0; index < _steps.Count; index++)
        {
            (string path, UnixFile file) = _steps[index];
            if (file.Owner != 0)
            {
                throw Unsafe(
                    $"'{path}' belongs to user {file.Owner}",
                    "Give it to root (chown root), or move the file to where only root may write, such as /opt or /etc.");
            }

            // Whoever may write to a folder can put another one in the place of what is in it, unless it has the sticky bit, and there is one.
            bool holdsNext = index < _steps.Count - 1 && file.Mode.HasFlag(UnixFileMode.StickyBit);
            if (file.LinkTarget is null && (file.Mode & OpenToOthers) != 0 && !holdsNext)
            {
                throw Unsafe(
                    $"Others than root may write to '{path}'", "Take that right from group and others (chmod go-w), or move the file.");
            }
        }
    }

    private void Walk(IServiceSystem system)
    {
        var rest = new Stack<string>();
        Push(rest, _path);
        string at = "/";
        Note(at, system);
        for (int links = 0; rest.TryPop(out string? name);)
        {
            string next = name == ".." ? at[..Math.Max(1, at.LastIndexOf('/'))] : at == "/" ? at + name : $"{at}/{name}";
            UnixFile? file = IsMissing || name == ".." ? null : Note(next, system);
            if (file?.LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            if (++links > MaximumLinks) { throw Unsafe($"'{next}' is a link that leads in circles", "Correct the link."); }

            if (target.StartsWith('/')) { at = "/"; }

            Push(rest, target);
        }

        RealPath = at;
    }

    private UnixFile? Note(string path, IServiceSystem system)
    {
        UnixFile? file = system.Look(path);
        if (file is null) { IsMissing = true; }
        else { _steps.Add((path, file)); }

        return file;
    }

    private static void Push(Stack<string> rest, string path)
    {
        foreach (string name in path.Split('/').Reverse().Where(name => name is not ("" or "."))) { rest.Push(name); }
    }

    private MyceliumException Unsafe(string reason, string remedy) => new(
        MyceliumErrorId.ServiceFileUnsafe, $"{reason}, on which '{_path}' depends, and so what the service does as root.", remedy);
}
