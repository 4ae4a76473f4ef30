using Xunit;

namespace Mycelium.Fuzzing.Tests;

public sealed class MinimizerTests
{
    [Fact]
    public void What_does_not_matter_is_left_out_or_zero()
    {
        byte[] input = [.. Enumerable.Range(0, 200).Select(i => (byte)(i + 1))];

        byte[] smallest = Minimizer.Minimize(input, candidate => candidate.Length >= 3 && candidate[^1] == 200);

        Assert.Equal([0, 0, 200], smallest);
    }

    [Fact]
    public void The_number_of_attempts_is_bounded()
    {
        int calls = 0;
        byte[] input = [.. Enumerable.Repeat((byte)1, 1000)];

        byte[] smallest = Minimizer.Minimize(
            input,
            _ =>
            {
                calls++;
                return false;
            },
            maximumAttempts: 100);

        Assert.Equal(100, calls);
        Assert.Equal(input, smallest);
    }
}
