using System.Management.Automation;
using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that reads files, which may be named with wildcards.</summary>
public abstract class MyceliumFileCmdlet : MyceliumCmdlet
{
    /// <summary>The files that a path stands for. One that exists as it is written is taken literally, brackets included.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>: a pattern matches nothing.</exception>
    private protected IReadOnlyList<string> Files(string path)
    {
        bool isPattern = WildcardPattern.ContainsWildcardCharacters(path);
        string literal = isPattern && path.AsSpan().IndexOfAny('*', '?') >= 0 ? string.Empty : FilePath(path);
        if (!isPattern || File.Exists(literal)) { return [literal]; }

        IReadOnlyList<string> found = [];
        try
        {
            found = [.. SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _)];
        }
        catch (ItemNotFoundException)
        {
            // The folder is missing: nothing matches.
        }

        return found.Count > 0
            ? found
            : throw new MyceliumException(MyceliumErrorId.ConfigurationNotFound, $"No file matches '{path}'.", "Check the path.");
    }
}
