namespace Mycelium.Fuzzing;

/// <summary>An input that a target could not stand.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Execution">Number of the input in the run; 0 to n - 1 are seeds and corpus.</param>
/// <param name="Input">The smallest input found that fails in the same way.</param>
/// <param name="IsRepeatable">Whether it fails with a new target too; otherwise it is as found, and depends on the inputs before.</param>
/// <param name="Exception">What happened.</param>
internal sealed record FuzzFailure(string Target, int Seed, long Execution, byte[] Input, bool IsRepeatable, Exception Exception)
{
    /// <summary>The failure as a corpus file: comment lines, then the input in hexadecimal.</summary>
    internal string ToCorpusText()
    {
        string repeatable = IsRepeatable ? "repeatable" : "not repeatable by itself";
        string message = Exception.ToString().ReplaceLineEndings("\n# ");
        return $"# {Target}, seed {Seed}, execution {Execution}, {repeatable}\n# {message}\n{Convert.ToHexStringLower(Input)}\n";
    }
}
