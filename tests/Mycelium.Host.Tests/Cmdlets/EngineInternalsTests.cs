namespace Mycelium.Host.Tests.Cmdlets;

/// <summary>The cmdlets that drive the engine's formatter by its internal names, which an update of the engine may change.</summary>
public sealed class EngineInternalsTests
{
    private const string Rows =
        "[pscustomobject]@{ Name = 'a'; Value = 1; More = 'x' }, [pscustomobject]@{ Name = 'bb'; Value = 22; More = 'y' }";

    [Fact]
    public void Format_Table_aligns_the_named_properties() =>
        Assert.Equal(
            "\nName Value\n---- -----\na        1\nbb      22\n\n",
            TestSession.Run($"{Rows} | Format-Table Name, Value -AutoSize"));

    [Fact]
    public void Format_Table_takes_calculated_properties_and_no_header() =>
        Assert.Equal("\na        2\nbb      44\n\n", TestSession.Run(
            $"{Rows} | Format-Table Name, @{{ Name = 'Twice'; Expression = {{ 2 * $_.Value }} }} -HideTableHeaders -AutoSize"));

    [Fact]
    public void Format_Table_groups() =>
        Assert.Contains("\n   More: y\n", TestSession.Run($"{Rows} | Format-Table Name -GroupBy More"), StringComparison.Ordinal);

    [Fact]
    public void Format_List_names_each_property() =>
        Assert.Equal("\nName  : a\nValue : 1\n\nName  : bb\nValue : 22\n\n", TestSession.Run($"{Rows} | Format-List Name, Value"));

    [Fact]
    public void A_parameter_that_is_not_offered_is_a_binding_error()
    {
        using var session = new TestSession();

        session.RunAny("1 | Format-Table -NoSuchParameter");

        Assert.Contains("parameter cannot be found that matches parameter name 'NoSuchParameter'", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Out_String_renders_what_would_be_shown()
    {
        Assert.Equal("Name : a", TestSession.Run($"({Rows} | Format-List Name | Out-String -Stream | Where-Object {{ $_ }})[0]").Trim());
        Assert.Equal("3", TestSession.Run("('a', 'b', 'c' | Out-String -Stream).Count").Trim());
        Assert.Equal("12\n34", TestSession.Run("(12, 34 | Out-String).Trim()").TrimEnd());
    }

    [Fact]
    public void Out_String_keeps_to_the_width() => Assert.Equal(
        "20",
        TestSession.Run("([pscustomobject]@{ Long = 'x' * 50 } | Out-String -Width 20 -Stream | Sort-Object Length)[-1].Length").Trim());

    [Fact]
    public void Redirection_writes_and_appends_plain_text()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "out.txt");

        TestSession.Run($"\"`e[31mred`e[0m\" > '{file}'; 2 >> '{file}'; Get-Content '{file}'");

        Assert.Equal("red\n2\n", File.ReadAllText(file).ReplaceLineEndings("\n"));
    }
}
