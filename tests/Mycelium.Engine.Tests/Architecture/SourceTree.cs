using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mycelium.Engine.Tests.Architecture;

/// <summary>The sources of the repository, parsed once.</summary>
internal static class SourceTree
{
    private static readonly string[] Projects = ["Mycelium.Engine", "Mycelium.PowerShell", "Mycelium.Host", "tests"];

    private static readonly Lazy<(string Path, CompilationUnitSyntax Unit)[]> LazyFiles = new(Parse);

    /// <summary>All files, with their path from the root of the repository.</summary>
    internal static (string Path, CompilationUnitSyntax Unit)[] Files => LazyFiles.Value;

    private static (string Path, CompilationUnitSyntax Unit)[] Parse()
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));
        return
        [
            .. Projects.Select(project => Path.Combine(root, project)).Where(Directory.Exists)
                .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
                .Select(file => (File: file, Path: Path.GetRelativePath(root, file).Replace('\\', '/')))
                .Where(item => !item.Path.Split('/').Any(part => part is "bin" or "obj"))
                .Select(item => (item.Path, CSharpSyntaxTree.ParseText(File.ReadAllText(item.File)).GetCompilationUnitRoot())),
        ];
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
