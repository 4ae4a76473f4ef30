namespace Mycelium.Engine.Deployment;

/// <summary>What managing services needs of the machine; tests stand in for it.</summary>
internal interface IServiceSystem
{
    /// <summary>Whether the process may manage services: root, or elevated.</summary>
    bool IsPrivileged { get; }

    /// <summary>Full path of the program that this process runs; null if the system does not say.</summary>
    string? ProcessPath { get; }

    /// <summary>Time, for limits.</summary>
    TimeProvider Time { get; }

    /// <summary>Whether there is a file.</summary>
    bool FileExists(string path);

    /// <summary>Whether there is a folder.</summary>
    bool FolderExists(string path);

    /// <summary>Permissions of a file or folder; null where the system has none of this kind.</summary>
    UnixFileMode? Mode(string path);

    /// <summary>Whose a file, folder or link is; null for none, and where the system has no owners of this kind.</summary>
    UnixFile? Look(string path);

    /// <summary>Paths of the files of a folder whose names match a pattern; none if there is no such folder.</summary>
    IReadOnlyList<string> Files(string folder, string pattern);

    /// <summary>Reads a text; null if there is no such file or it can't be read.</summary>
    string? Read(string path);

    /// <summary>Writes a text that everybody may read, in one step.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void Write(string path, string text);

    /// <summary>Makes a folder for its owner only, with the folders above it; nothing if it is there.</summary>
    void CreateFolder(string path);

    /// <summary>Deletes a file; nothing if there is none.</summary>
    void Delete(string path);

    /// <summary>Runs a program to its end, and ends it when its time is up or the caller gives up.</summary>
    Task<CommandOutcome> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken);

    /// <summary>Waits a moment before something is asked again.</summary>
    Task PauseAsync(CancellationToken cancellationToken);
}
