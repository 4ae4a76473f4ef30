using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Mycelium.Engine.Tests.Architecture;

/// <summary>How long files and functions may be, and where types are to be found. Read from the sources by the compiler's parser.</summary>
public sealed class SourceStyleTests
{
    private const int LongestFile = 400;
    private const int LongestFunction = 70;

    private static (string Path, CompilationUnitSyntax Unit)[] Sources => SourceTree.Files;

    [Fact]
    public void The_sources_are_found()
    {
        Assert.Contains(Sources, source => source.Path == "Mycelium.Engine/Routing/Router.cs");
        Assert.Contains(Sources, source => source.Path == "tests/Mycelium.Engine.Tests/Architecture/SourceStyleTests.cs");
        Assert.True(Sources.Length > 150, $"{Sources.Length} files");
    }

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Assert.DoesNotContain(Sources.Select(source => (source.Path, Lines: Lines(source.Unit))), source => source.Lines > LongestFile);

    [Fact]
    public void No_function_is_longer_than_70_lines()
    {
        IEnumerable<string> broken =
            from source in Sources
            from node in source.Unit.DescendantNodes()
            where node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
                or AnonymousFunctionExpressionSyntax
            let lines = Lines(node)
            where lines > LongestFunction
            select $"{source.Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1} has {lines} lines";

        Assert.Empty(broken);
    }

    [Fact]
    public void Namespaces_are_those_of_the_folders_and_file_scoped()
    {
        IEnumerable<string> broken = Sources
            .Where(source => source.Unit.Members.OfType<NamespaceDeclarationSyntax>().Any()
                || Namespace(source.Unit) != FolderNamespace(source.Path))
            .Where(source => source.Unit.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Any())
            .Select(source => $"{source.Path}: {Namespace(source.Unit)}, not {FolderNamespace(source.Path)}");

        Assert.Empty(broken);
    }

    [Fact]
    public void A_file_holds_one_public_type_and_is_named_after_it()
    {
        IEnumerable<string> broken = Sources.Where(source => !IsNamedAfterItsType(source)).Select(source => source.Path);

        Assert.Empty(broken);
    }

    private static bool IsNamedAfterItsType((string Path, CompilationUnitSyntax Unit) source)
    {
        string[] names = [.. source.Unit.DescendantNodes(node => node is not BaseTypeDeclarationSyntax).OfType<MemberDeclarationSyntax>()
            .Where(IsPublic).Select(NameOf).OfType<string>()];
        string file = Path.GetFileName(source.Path).Split('.')[0];
        return names.Length == 0 || (names.Length == 1 && names[0] == file);
    }

    private static bool IsPublic(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && member.Modifiers.Any(SyntaxKind.PublicKeyword);

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };

    private static string? Namespace(CompilationUnitSyntax unit) =>
        unit.Members.OfType<BaseNamespaceDeclarationSyntax>().SingleOrDefault()?.Name.ToString();

    private static string FolderNamespace(string path)
    {
        string folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
        folder = folder.StartsWith("tests/", StringComparison.Ordinal) ? folder["tests/".Length..] : folder;
        return folder.Replace('/', '.');
    }

    private static int Lines(SyntaxNode node)
    {
        FileLinePositionSpan span = node.SyntaxTree.GetLineSpan(node is CompilationUnitSyntax ? node.FullSpan : node.Span);
        int surplus = node is CompilationUnitSyntax && span.EndLinePosition.Character == 0 ? 0 : 1;
        return span.EndLinePosition.Line - span.StartLinePosition.Line + surplus;
    }
}
