using CsCheck;

namespace Mycelium.Host.Tests.Cmdlets;

public sealed class SortObjectCommandTests
{
    [Theory]
    [InlineData("3, 1, 2 | Sort-Object", "1 2 3")]
    [InlineData("3, 1, 2 | Sort-Object -Descending", "3 2 1")]
    [InlineData("'b', 'A', 'a', 'B' | Sort-Object", "A a b B")]
    [InlineData("'b', 'A', 'a' | Sort-Object -Unique", "A b")]
    [InlineData("'ccc', 'a', 'bb' | Sort-Object Length", "a bb ccc")]
    [InlineData("'ba', 'ab', 'c' | Sort-Object Length, { $_ }", "c ab ba")]
    [InlineData("'ba', 'ab', 'c' | Sort-Object @{ e = 'Length'; Descending = $true }, { $_ }", "ab ba c")]
    [InlineData("'ba', 'ab', 'c' | Sort-Object @{ e = 'Length'; Ascending = $true }, { $_ } -Descending", "c ba ab")]
    [InlineData("10, '9', 8 | Sort-Object", "8 9 10")]
    public void Sorts(string script, string expected) => Assert.Equal(expected, TestSession.Run($"({script}) -join ' '").Trim());

    [Fact]
    public void Is_stable_and_complete() => Gen.Int[0, 3].Array[1, 20].Sample(
        keys =>
        {
            string items = string.Join(", ", keys.Select((key, index) => $"@{{ Key = {key}; Index = {index} }}"));

            string sorted = TestSession.Run($"({items} | Sort-Object {{ $_.Key }} | ForEach-Object {{ $_.Index }}) -join ' '").Trim();

            Assert.Equal(string.Join(' ', Enumerable.Range(0, keys.Length).OrderBy(index => keys[index])), sorted);
        },
        iter: 20);
}
