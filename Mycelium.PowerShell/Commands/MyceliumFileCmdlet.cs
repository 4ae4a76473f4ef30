using System.Management.Automation;
using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that reads files, which may be named with wildcards.</summary>
public abstract class MyceliumFileCmdlet : MyceliumCmdlet
{
    /// <summary>Refuses a copy in the place of its original, which would be lost.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/>.</exception>
    private protected static void RequireOther(string source, string target)
    {
        if (Followed(source).Equals(Followed(target), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase))
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption, $"'{target}' can't be both the original and the copy.", "Give another -Destination.");
        }

        static string Followed(string path) =>
            Path.GetFullPath((File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path);
    }

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
            found = [.. SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider)];
            RequireFileSystem(path, provider);
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
