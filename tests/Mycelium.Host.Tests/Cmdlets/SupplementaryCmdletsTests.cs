namespace Mycelium.Host.Tests.Cmdlets;

public sealed class SupplementaryCmdletsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Write-Output 1 2 3", "1 2 3")]
    [InlineData("(Write-Output (1, 2) -NoEnumerate).Count", "2")]
    [InlineData("Join-Path 'a' 'b' 'c'", "a/b/c")]
    [InlineData("Split-Path 'a/b'", "a")]
    [InlineData("Split-Path 'a/b' -Leaf", "b")]
    [InlineData("Get-Date '2020-01-02' -Format yyyy/MM/dd", "2020/01/02")]
    [InlineData("(Get-Date '2020-01-02T00:00:00').GetType().Name", "DateTime")]
    [InlineData("Write-Host a, b 6>&1 | ForEach-Object { $_.MessageData.Message }", "a b")]
    [InlineData("Write-Information x -Tags t 6>&1 | ForEach-Object { \"$($_.MessageData)$($_.Tags)\" }", "xt")]
    [InlineData("Write-Warning w 3>&1 | ForEach-Object { $_.GetType().Name }", "WarningRecord")]
    public void Gives_what_the_common_cmdlet_gives(string script, string expected) =>
        Assert.Equal(expected, TestSession.Run($"({script}) -join ' '").Trim().Replace('\\', '/'));

    [Fact]
    public void Test_Path_tells_folders_from_files()
    {
        string file = _folder.Write("[a].txt", "");

        string output = TestSession.Run($"""
            (Test-Path '{_folder.Path}'), (Test-Path '{_folder.Path}' -PathType Container), (Test-Path '{_folder.Path}' -PathType Leaf),
            (Test-Path -LiteralPath '{file}'), (Test-Path '{_folder.Path}/*.txt'), (Test-Path '{_folder.Path}/none'), (Test-Path ' ')
            """);

        Assert.Equal("True True False True True False False", output.Trim().ReplaceLineEndings(" "));
    }

    [Fact]
    public void Import_Csv_makes_objects()
    {
        string file = _folder.Write("a.csv", "Name,Endpoint\nx,tcp://a:1\ny\n");

        Assert.Equal("x=tcp://a:1\ny=\n", TestSession.Run($"Import-Csv '{file}' | ForEach-Object {{ \"$($_.Name)=$($_.Endpoint)\" }}"));
        Assert.Equal("3", TestSession.Run($"(Import-Csv '{file}' -Header n, e | ForEach-Object n).Count").Trim());
    }

    [Fact]
    public void A_file_that_can_not_be_read_is_an_error()
    {
        using var session = new TestSession();

        session.RunAny("Import-Csv no-such.csv; Get-Content no-such.txt");

        Assert.Contains("no-such.csv", session.Error, StringComparison.Ordinal);
        Assert.Contains("no-such.txt' because it does not exist", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Error_keeps_what_it_is_given() => Assert.Equal(
        "broken|MyId,Mycelium.Host.Cmdlets.WriteErrorCommand|InvalidData|target|do this",
        TestSession.Run("""
            $about = @{ ErrorId = 'MyId'; Category = 'InvalidData'; TargetObject = 'target'; RecommendedAction = 'do this' }
            Write-Error broken @about -ErrorVariable e 2>$null
            $e = $e[0]
            "$e", $e.FullyQualifiedErrorId, $e.CategoryInfo.Category, $e.TargetObject, $e.ErrorDetails.RecommendedAction -join '|'
            """).Trim());

    [Fact]
    public void Write_Error_takes_exceptions_and_records() => Assert.Equal(
        "InvalidOperationException InvalidOperationException",
        TestSession.Run("""
            Write-Error -Exception ([InvalidOperationException]::new('a')) -ErrorVariable first 2>$null
            Write-Error -ErrorRecord $first[0] -ErrorVariable second 2>$null
            "$($first[0].Exception.GetType().Name) $($second[0].Exception.GetType().Name)"
            """).Trim());
}
