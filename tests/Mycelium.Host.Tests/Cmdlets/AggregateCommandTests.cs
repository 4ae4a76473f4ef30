namespace Mycelium.Host.Tests.Cmdlets;

/// <summary><c>Measure-Object</c> and <c>Group-Object</c>.</summary>
public sealed class AggregateCommandTests
{
    [Theory]
    [InlineData("1, 2, 3 | Measure-Object | ForEach-Object { \"$($_.Count)|$($_.Sum)\" }", "3|")]
    [InlineData("$m = 1, 2, 6 | Measure-Object -Sum -Average -Min -Max; $m.Sum, $m.Average, $m.Minimum, $m.Maximum -join '|'", "9|3|1|6")]
    [InlineData("'ab', 'c' | Measure-Object Length -Sum | ForEach-Object { \"$($_.Property)|$($_.Count)|$($_.Sum)\" }", "Length|2|3")]
    [InlineData("@() | Measure-Object -Sum | ForEach-Object { \"$($_.Count)|$($_.Sum)\" }", "0|")]
    [InlineData("('b', 'a', 'B' | Group-Object | ForEach-Object { \"$($_.Name)$($_.Count)$($_.Group)\" }) -join ' '", "a1a b2b B")]
    [InlineData("('ab', 'c', 'de' | Group-Object Length -NoElement | ForEach-Object { \"$($_.Name):$($_.Count)\" }) -join ' '", "1:1 2:2")]
    public void Aggregates(string script, string expected) => Assert.Equal(expected, TestSession.Run(script).Trim());

    [Fact]
    public void What_is_no_number_is_an_error_and_not_counted_in()
    {
        using var session = new TestSession();

        Assert.Equal("3", session.RunAny("(1, 'x', 2 | Measure-Object -Sum).Sum").Trim());
        Assert.Contains("\"x\" is not numeric", session.Error, StringComparison.Ordinal);
    }
}
