using System.Text.RegularExpressions;
using Mycelium.PowerShell.Tests.Hosting;

namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>A test of another project, or of another place of this one, that shows what can't be shown here.</summary>
/// <param name="Project">Folder under tests.</param>
/// <param name="Type">Name of its class, which is the name of its file.</param>
/// <param name="Method">Its name.</param>
/// <param name="Reason">Why it is not here.</param>
internal sealed record TestReference(string Project, string Type, string Method, string Reason)
{
    /// <summary>The source of the method with its attributes; null if there is no such test.</summary>
    internal string? FindSource()
    {
        string[] files = Directory.GetFiles(TestPaths.Source("tests", Project), Type + ".cs", SearchOption.AllDirectories);
        return files.Length == 1 ? FindIn(File.ReadAllText(files[0])) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Reason}: `{Type}.{Method}` of {Project}";

    private string? FindIn(string text)
    {
        Match method = Regex.Match(
            text, $@"^    \[(?:Skippable)?(?:Fact|Theory)[^\n]*\n(?:    [\[/ ][^\n]*\n)*?    public [\w ]+ {Method}\([^\n]*\n(?:(?!    (?:\[|public )).*\n)*", RegexOptions.Multiline);
        return method.Success ? method.Value : null;
    }
}
