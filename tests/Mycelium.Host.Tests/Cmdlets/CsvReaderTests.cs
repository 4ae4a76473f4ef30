using CsCheck;
using Mycelium.Host.Cmdlets;

namespace Mycelium.Host.Tests.Cmdlets;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a|b/1|2")]
    [InlineData("a,b\r\n\r\n1,2", "a|b/1|2")]
    [InlineData("\"x,y\",\"say \"\"hi\"\"\"\n", "x,y|say \"hi\"")]
    [InlineData("\"two\nlines\",b", "two\nlines|b")]
    [InlineData("a, b,\n", "a|b|")]
    [InlineData("\"open", "open")]
    [InlineData("", "")]
    public void Reads_records(string text, string expected) =>
        Assert.Equal(expected, string.Join('/', ReadAll(text, ',').Select(fields => string.Join('|', fields))));

    [Fact]
    public void What_was_quoted_comes_back() => Gen.String[Gen.Char["ab,;\"\n\r \t"], 0, 8].Array[1, 4].Array[1, 4].Sample(records =>
    {
        string text = string.Join("\r\n", records.Select(fields => string.Join(';', fields.Select(Quote))));

        Assert.Equal(records.Select(fields => fields.ToList()).ToList(), ReadAll(text, ';'));
    });

    [Fact]
    public void Any_text_ends() => Gen.String.Sample(text => Assert.InRange(ReadAll(text, ',').Count, 0, text.Length));

    private static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<List<string>> ReadAll(string text, char delimiter)
    {
        var reader = new CsvReader(new StringReader(text), delimiter);
        var records = new List<List<string>>();
        while (reader.Read() is { } record) { records.Add(record); }

        return records;
    }
}
