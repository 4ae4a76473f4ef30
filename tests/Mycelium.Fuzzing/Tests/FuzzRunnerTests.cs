using Xunit;

namespace Mycelium.Fuzzing.Tests;

public sealed class FuzzRunnerTests
{
    private const long MuchTooMany = 1_000_000;

    [Fact]
    public void A_fault_is_found_made_small_and_can_be_read_back_from_its_file()
    {
        FuzzReport report = Run(FailOnToken, seed: 1);

        FuzzFailure failure = Assert.IsType<FuzzFailure>(report.Failure);
        Assert.True(failure.IsRepeatable);
        Assert.Equal([0xde, 0xad], failure.Input);
        Assert.IsType<InvalidOperationException>(failure.Exception);
        Assert.Contains("seed 1, execution", failure.ToCorpusText(), StringComparison.Ordinal);
        Assert.Contains("FAILED: planted", report.ToString(), StringComparison.Ordinal);

        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.hex");
        File.WriteAllText(path, failure.ToCorpusText());
        byte[] read = Corpus.Read(path);
        File.Delete(path);
        Assert.Equal(failure.Input, read);
    }

    [Fact]
    public void The_same_seed_finds_the_same_failure_and_another_seed_another_input()
    {
        Assert.Equal(Run(FailOnToken, seed: 7).Failure!.Execution, Run(FailOnToken, seed: 7).Failure!.Execution);
        Assert.NotEqual(Inputs(1), Inputs(2));
        Assert.Equal(Inputs(1), Inputs(1));
    }

    [Fact]
    public void A_failure_that_depends_on_the_inputs_before_is_marked_and_left_as_it_is()
    {
        int calls = 0;
        FuzzReport report = Run(_ => Property.Require(++calls != 50, "planted"), seed: 1);

        Assert.False(report.Failure!.IsRepeatable);
        Assert.Equal(49, report.Failure.Execution);
    }

    [Fact]
    public void Too_much_allocation_for_one_input_is_a_failure()
    {
        FuzzReport report = Run(input => GC.KeepAlive(new byte[input is [0xde, 0xad, ..] ? 4 * 1024 * 1024 : 16]), seed: 1);

        Assert.Contains("were allocated", report.Failure!.Exception.Message, StringComparison.Ordinal);
        Assert.Equal([0xde, 0xad], report.Failure.Input);
    }

    [Fact]
    public void Memory_that_is_held_for_ever_is_a_failure()
    {
        var held = new List<byte[]>();
        FuzzPlan plan = FuzzPlan.Counted(1, [], 100);

        FuzzReport report = new FuzzRunner(() => new PlantedTarget(_ => held.Add(new byte[1024 * 1024])), plan).Run();

        Assert.Contains("more are held", report.Failure!.Exception.Message, StringComparison.Ordinal);
        Assert.True(report.Growth > FuzzRunner.MaximumGrowth);
        GC.KeepAlive(held);
    }

    [Fact]
    public void A_run_without_a_fault_runs_seeds_corpus_and_mutations()
    {
        FuzzPlan plan = FuzzPlan.Counted(1, [[5]], 100);
        var seen = new List<byte[]>();

        FuzzReport report = new FuzzRunner(() => new PlantedTarget(seen.Add), plan).Run();

        Assert.Null(report.Failure);
        Assert.Equal(103, report.Executions);
        Assert.Equal([[1, 2, 3, 4, 5, 6, 7, 8], [9, 9, 9], [5]], seen.Take(3));
    }

    private static void FailOnToken(byte[] input)
    {
        if (input.AsSpan().IndexOf<byte>([0xde, 0xad]) >= 0) { throw new InvalidOperationException("planted"); }
    }

    private static FuzzReport Run(Action<byte[]> run, int seed) =>
        new FuzzRunner(() => new PlantedTarget(run), FuzzPlan.Counted(seed, [], MuchTooMany)).Run();

    private static List<byte[]> Inputs(int seed)
    {
        var mutator = new Mutator(seed, [[1, 2, 3, 4], []], [[7, 7]], maximumLength: 16);
        return [.. Enumerable.Range(0, 2000).Select(_ => mutator.Next())];
    }
}
