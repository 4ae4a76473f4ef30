using Xunit;

namespace Mycelium.Fuzzing.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_all_targets_run_for_a_minute()
    {
        CommandLine options = CommandLine.Parse([]);

        Assert.Equal(FuzzTargets.Names, options.Targets);
        Assert.Equal((60, 1, false), (options.Seconds, options.Seed, options.IsSharpFuzz));
        Assert.Null(options.Replay);
    }

    [Fact]
    public void Arguments_choose_target_time_and_seed()
    {
        CommandLine options = CommandLine.Parse(["--target", "router", "--seconds", "0.5", "--seed", "42", "--output", "x"]);

        Assert.Equal(["router"], options.Targets);
        Assert.Equal((0.5, 42, "x"), (options.Seconds, options.Seed, options.Output));
        Assert.True(CommandLine.Parse(["--sharpfuzz", "router"]).IsSharpFuzz);
    }

    [Theory]
    [InlineData("--target")]
    [InlineData("--target", "no-such-target")]
    [InlineData("--sharpfuzz", "all")]
    [InlineData("--replay", "file")]
    [InlineData("--seconds", "soon")]
    [InlineData("--colour", "red")]
    public void What_is_not_understood_is_refused(params string[] arguments) =>
        Assert.Throws<FormatException>(() => CommandLine.Parse(arguments));
}
