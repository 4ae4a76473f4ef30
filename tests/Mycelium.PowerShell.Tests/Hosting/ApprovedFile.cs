using Xunit;

namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>A file of the repository that is made from the sources and reviewed with them.</summary>
internal static class ApprovedFile
{
    private const string ApproveVariable = "MYCELIUM_APPROVE";

    /// <summary>Fails if the file is not what the sources give now; with MYCELIUM_APPROVE=1 in the environment, writes it.</summary>
    internal static void Verify(string path, string actual)
    {
        string text = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            File.WriteAllText(path, text);
            return;
        }

        string approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : string.Empty;
        if (approved == text) { return; }

        Assert.Fail(
            $"{path} is not up to date: run the tests with {ApproveVariable}=1 in the environment, review the difference, build again.\n"
                + FirstDifference(approved, text));
    }

    private static string FirstDifference(string approved, string actual)
    {
        string[] left = approved.Split('\n');
        string[] right = actual.Split('\n');
        int line = Enumerable.Range(0, Math.Max(left.Length, right.Length))
            .First(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        return $"line {line + 1}\nis:        {left.ElementAtOrDefault(line)}\nshould be: {right.ElementAtOrDefault(line)}";
    }
}
