using Xunit;

namespace Mycelium.Fuzzing.Tests;

public sealed class FuzzTargetsTests
{
    private const int Seed = 20_260_101;

    public static TheoryData<string> Names => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Seeds_corpus_and_a_fixed_number_of_mutations_hold(string name)
    {
        Func<IFuzzTarget> create = FuzzTargets.Find(name)!;
        int executions = TestExecutions(create);
        FuzzPlan plan = FuzzPlan.Counted(Seed, [.. Corpus.Of(name).Select(item => item.Input)], executions);

        FuzzReport report = new FuzzRunner(create, plan).Run();

        Assert.True(report.Failure is null, report.Failure?.ToCorpusText());
        Assert.True(report.Executions > executions, "There are no seeds.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_corpus_input_holds_with_a_new_target(string name)
    {
        foreach ((string file, byte[] input) in Corpus.Of(name))
        {
            Exception? exception = FuzzRunner.RunOnce(FuzzTargets.Find(name)!, input);

            Assert.True(exception is null, $"{file}: {exception}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Seeds_are_the_same_each_time(string name)
    {
        List<byte[]> first = Seeds(name);

        Assert.Equal(first, Seeds(name));
        Assert.All(first, seed => Assert.True(seed.Length <= 64 * 1024));
    }

    [Fact]
    public void Targets_have_the_names_by_which_they_are_found()
    {
        Assert.Equal(FuzzTargets.Names, FuzzTargets.Names.Distinct());
        Assert.Null(FuzzTargets.Find("no-such-target"));
        foreach (string name in FuzzTargets.Names)
        {
            IFuzzTarget target = FuzzTargets.Find(name)!();
            (target as IDisposable)?.Dispose();

            Assert.Equal(name, target.Name);
        }
    }

    [Fact]
    public void Every_folder_of_the_corpus_belongs_to_a_target()
    {
        string corpus = Path.Combine(AppContext.BaseDirectory, "corpus");
        List<string> folders = [.. Directory.EnumerateDirectories(corpus).Select(path => Path.GetFileName(path))];

        Assert.NotEmpty(folders);
        Assert.All(folders, folder => Assert.Contains(folder, FuzzTargets.Names));
    }

    private static int TestExecutions(Func<IFuzzTarget> create)
    {
        IFuzzTarget target = create();
        (target as IDisposable)?.Dispose();
        return target.TestExecutions;
    }

    private static List<byte[]> Seeds(string name)
    {
        IFuzzTarget target = FuzzTargets.Find(name)!();
        try
        {
            return [.. target.Seeds()];
        }
        finally
        {
            (target as IDisposable)?.Dispose();
        }
    }
}
