using Xunit;

namespace Mycelium.Fuzzing.Tests;

public sealed class MutatorTests
{
    [Fact]
    public void Inputs_are_never_longer_than_allowed_and_reach_that_length()
    {
        var mutator = new Mutator(1, [new byte[100], []], [], maximumLength: 64);
        List<int> lengths = [.. Enumerable.Range(0, 5000).Select(_ => mutator.Next().Length)];

        Assert.Equal(64, lengths.Max());
        Assert.Equal(0, lengths.Min());
    }

    [Fact]
    public void Tokens_other_inputs_and_length_fields_get_into_inputs()
    {
        var mutator = new Mutator(1, [new byte[32], [.. Enumerable.Repeat((byte)0x11, 32)]], [[0xca, 0xfe]], maximumLength: 64);
        List<byte[]> inputs = [.. Enumerable.Range(0, 20_000).Select(_ => mutator.Next())];

        Assert.Contains(inputs, input => input.AsSpan().IndexOf<byte>([0xca, 0xfe]) > 0);
        Assert.Contains(inputs, input => input is [0, 0, .., 0x11, 0x11]);
        Assert.Contains(inputs, input => input.Length > 8 && input[0] == input.Length - 1);
        Assert.Contains(inputs, input => input.Length > 8 && ((input[0] << 8) | input[1]) == input.Length - 2);
    }

    [Fact]
    public void The_corpus_is_not_changed()
    {
        byte[] original = [1, 2, 3, 4, 5, 6, 7, 8];
        byte[] input = [.. original];
        var mutator = new Mutator(1, [input], [], maximumLength: 64);
        for (int i = 0; i < 1000; i++) { mutator.Next(); }

        Assert.Equal(original, input);
    }
}
