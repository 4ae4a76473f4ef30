using System.Text;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

/// <summary>Files as bytes: their encoding, and what is no text.</summary>
public sealed class ConfigurationContentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-");

    public static TheoryData<Encoding> Encodings => new(
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        new UTF32Encoding(bigEndian: false, byteOrderMark: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true));

    private string FilePath => Path.Combine(_folder.FullName, "node.yaml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_change_keeps_the_encoding_and_its_mark(Encoding encoding)
    {
        File.WriteAllText(FilePath, "# Größe €\nname: a\n", encoding);

        Assert.Equal("a", NodeConfigurationFile.Load(FilePath).Name);
        ConfigurationEditor.ChangeFile(FilePath, null, [new ConfigurationChange("name", "b")]);

        byte[] expected = [.. encoding.GetPreamble(), .. encoding.GetBytes("# Größe €\nname: b\n")];
        Assert.Equal(expected, File.ReadAllBytes(FilePath));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public void Text_that_is_not_UTF8_is_a_mistake_with_its_place_and_is_not_changed(int linesBefore)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("# a\n", linesBefore)) + "name: a\n# Größe\n");
        File.WriteAllBytes(FilePath, bytes);

        ConfigurationReport report = NodeConfigurationFile.Check(FilePath);

        ConfigurationProblem problem = Assert.Single(report.Problems);
        Assert.Equal((linesBefore + 2, 5), (problem.Line, problem.Column));
        Assert.Contains("is not UTF-8", problem.Message, StringComparison.Ordinal);
        Assert.Equal(FilePath, problem.ConfigurationPath);
        Assert.Empty(report.Nodes);
        Action[] uses =
        [
            () => NodeConfigurationFile.LoadAll(FilePath),
            () => ConfigurationEditor.ChangeFile(FilePath, null, [new ConfigurationChange("name", "b")]),
            () => ReferenceConfigurationFile.Import(FilePath),
        ];
        Assert.All(uses, use => Assert.Equal(MyceliumErrorId.InvalidConfiguration, Assert.Throws<MyceliumException>(use).ErrorId));
        Assert.Equal(bytes, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_text_that_ends_within_a_character_is_not_in_its_encoding()
    {
        File.WriteAllBytes(FilePath, [0xff, 0xfe, (byte)'#', 0, (byte)'a']);
        Assert.Contains("is not UTF-16", Assert.Single(NodeConfigurationFile.Check(FilePath).Problems).Message, StringComparison.Ordinal);

        File.WriteAllBytes(FilePath, [(byte)'#', 0xe2, 0x82]);
        Assert.Contains("is not UTF-8", Assert.Single(NodeConfigurationFile.Check(FilePath).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_a_mistake_that_a_change_mends()
    {
        File.WriteAllBytes(FilePath, []);
        Assert.Contains("is empty; write {}", Assert.Single(NodeConfigurationFile.Check(FilePath).Problems).Message, StringComparison.Ordinal);

        ConfigurationEditor.ChangeFile(FilePath, null, [new ConfigurationChange("name", "b")]);

        Assert.Equal("name: b\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_folder_is_called_one()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => NodeConfigurationFile.Check(_folder.FullName));

        Assert.Equal(MyceliumErrorId.ConfigurationNotFound, error.ErrorId);
        Assert.Contains("It is a folder", error.Message, StringComparison.Ordinal);
    }
}
