using System.Management.Automation;
using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that reads files, which may be named with wildcards.</summary>
public abstract class MyceliumFileCmdlet : MyceliumCmdlet
{
    /// <summary>The files that a path stands for. One that exists as it is written is taken literally, brackets included.</summary>
    /// <param name="path">The path, or a pattern.</param>
    /// <param name="missing">The error if a pattern matches nothing.</param>
    /// <exception cref="MyceliumException">A pattern matches nothing.</exception>
    private protected IReadOnlyList<string> Files(string path, MyceliumErrorId missing = MyceliumErrorId.ConfigurationNotFound)
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
            : throw new MyceliumException(missing, $"No file matches '{path}'.", "Check the path.");
    }
}
