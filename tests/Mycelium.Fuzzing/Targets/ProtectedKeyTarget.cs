using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;

namespace Mycelium.Fuzzing.Targets;

/// <summary>Headers of protected key files. Input: the bytes of the file. What is accepted is what would be written, within the bounds.</summary>
internal sealed class ProtectedKeyTarget : IFuzzTarget
{
    public string Name => "protected-key";

    public int TestExecutions => 3_000;

    public int MaximumLength => 160;

    public IEnumerable<byte[]> Seeds() => [Header(64 * 1024, 3), Header(8 * 1024, 1), Header(1024 * 1024, 16), Header(8 * 1024, 1)[..96], []];

    public void Run(ReadOnlySpan<byte> input)
    {
        bool isRead = ProtectedKeyHeader.TryRead(input, out ProtectedKeyHeader header, out string? problem);
        Property.Require(isRead == problem is null, "A refusal has no reason, or a success has one.");
        if (!isRead)
        {
            RequireRefused(input);
            return;
        }

        Property.Require(header is { MemoryKibibytes: >= 8192 and <= 1_048_576, Passes: >= 1 and <= 16 }, $"It asks for {header}.");
        byte[] again = new byte[ProtectedKeyHeader.FileSize];
        header.Write(again);
        Property.Require(again.AsSpan(0, 16).SequenceEqual(input[..16]), "Something of the header is ignored.");
    }

    private static void RequireRefused(ReadOnlySpan<byte> input)
    {
        try
        {
            ProtectedKeyFile.Open(input, "passphrase"u8, "file").Dispose();
        }
        catch (MyceliumException exception)
        {
            Property.Require(exception.ErrorId == MyceliumErrorId.ProtectedKeyInvalid, $"The error is {exception.ErrorId}.");
            return;
        }

        throw new PropertyException("A file with a wrong header is opened.");
    }

    private static byte[] Header(int memory, int passes)
    {
        byte[] file = new byte[ProtectedKeyHeader.FileSize];
        new ProtectedKeyHeader(memory, passes).Write(file);
        return file;
    }
}
