namespace Mycelium.Host.Tests.Cmdlets;

public sealed class SelectObjectCommandTests
{
    [Theory]
    [InlineData("1..5 | Select-Object -First 2", "1 2")]
    [InlineData("1..5 | Select-Object -First 0", "")]
    [InlineData("1..5 | Select-Object -Last 2", "4 5")]
    [InlineData("1..5 | Select-Object -Skip 3", "4 5")]
    [InlineData("1..5 | Select-Object -Skip 1 -First 2", "2 3")]
    [InlineData("1..5 | Select-Object -Skip 1 -Last 2", "3 4")]
    [InlineData("1..5 | Select-Object -First 1 -Last 1", "1 5")]
    [InlineData("1..3 | Select-Object -First 2 -Last 2", "1 2 3")]
    [InlineData("1, 2, 1, 3 | Select-Object -Unique", "1 2 3")]
    [InlineData("@{ a = 1, 2 }, @{ a = 3 } | Select-Object -ExpandProperty a", "1 2 3")]
    [InlineData("'ab', 'cde' | Select-Object Length -Unique | ForEach-Object Length", "2 3")]
    [InlineData("'ab', 'cd' | Select-Object Length -Unique | ForEach-Object Length", "2")]
    public void Selects_objects(string script, string expected) => Assert.Equal(expected, TestSession.Run($"({script}) -join ' '").Trim());

    [Fact]
    public void First_stops_what_comes_before() => Assert.Equal(
        "1 1",
        TestSession.Run("$made = 0; $got = & { while ($true) { (++$script:made) } } | Select-Object -First 1; \"$got $made\"").Trim());

    [Fact]
    public void Selects_properties_by_name_wildcard_and_expression() => Assert.Equal(
        "Length:3;Nothing:;Twice:6",
        TestSession.Run("""
            $o = 'abc' | Select-Object Len*, Nothing, @{ n = 'Twice'; e = { 2 * $_.Length } }
            ($o.PSObject.Properties | ForEach-Object { "$($_.Name):$($_.Value)" }) -join ';'
            """).Trim());

    [Fact]
    public void An_unknown_property_can_not_be_expanded()
    {
        using var session = new TestSession();

        session.RunAny("'abc' | Select-Object -ExpandProperty Nothing");

        Assert.Contains("Property \"Nothing\" cannot be found.", session.Error, StringComparison.Ordinal);
    }
}
