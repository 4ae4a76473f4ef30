using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mycelium.Engine.Tests.Architecture;
using Xunit;

namespace Mycelium.Engine.Tests.Vectors;

/// <summary>Every section of the vectors is read by a test: looked up in the sources of the tests.</summary>
public sealed class VectorUseTests
{
    // How a message is cut is for the message stack, which is not there yet; the rest of its file is used for sealing and hashing.
    private static readonly string[] ForTheMessageStack = ["chunk_plans", "chunk_plans_other"];

    private static readonly string[] Prose = ["description", "about", "conventions"];

    public static TheoryData<string, string> Files => new()
    {
        { "Identity", "identity.json" },
        { "Routing", "routing.json" },
        { "Messages", "messages.json" },
        { "Transcript", "reference-transcript.json" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_section_of_a_vector_file_is_read_by_a_test(string property, string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", file)));
        string[] sections = [.. document.RootElement.EnumerateObject().Select(section => section.Name).Except(Prose)];
        string[] read = [.. Read(property)];

        Assert.NotEmpty(read);
        Assert.Equal(sections.Except(ForTheMessageStack).Order(), read.Order());
    }

    [Fact]
    public void Every_vector_file_is_looked_at()
    {
        IEnumerable<string> files =
            Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "vectors"), "*.json").Select(Path.GetFileName)!;

        Assert.Equal(Files.Select(row => (string)row[1]).Order(), files.Order());
    }

    // The sections named in VectorFile.Routing.Items("...") and VectorFile.Routing.GetProperty("...").
    private static IEnumerable<string> Read(string property) =>
        from source in SourceTree.Files
        from call in source.Unit.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax access
            && access.Expression.ToString() == $"VectorFile.{property}"
            && access.Name.ToString() is "Items" or "GetProperty"
        from section in call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LiteralExpressionSyntax>()
        group section by section.Token.ValueText into sections
        select sections.Key;
}
