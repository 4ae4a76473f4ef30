using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>The headers of data packets and of sealed content. Input: the packet.</summary>
internal sealed class DataHeaderTarget : IFuzzTarget
{
    private readonly FrameMeter _meter = new();

    public string Name => "data-header";

    public int MaximumLength => 256;

    public long? FrameBytes => _meter.Bytes;

    public IEnumerable<byte[]> Seeds() => [.. VectorSeeds.DataFrames, .. VectorSeeds.Plaintexts, [1, 2, 0, 0], [1, 3, 0, 0], [2, 0, 0, 0]];

    public void Run(ReadOnlySpan<byte> input)
    {
        _meter.Reset();
        _meter.Start();
        DataHeader.TryRead(input, out _);
        UserDataHeader.TryRead(input, out _);
        _meter.Stop();
        CheckDataHeader(input);
        CheckUserDataHeader(input);
    }

    private static void CheckDataHeader(ReadOnlySpan<byte> input)
    {
        bool isRead = DataHeader.TryRead(input, out DataHeader header);
        Property.Require(isRead == input.Length >= DataHeader.Size, $"{input.Length} bytes: {isRead}.");
        if (!isRead) { return; }

        Span<byte> target = stackalloc byte[DataHeader.Size + 1];
        target.Fill(0xa5);
        Property.Require(
            !header.TryWrite(target[..(DataHeader.Size - 1)]) && target.IndexOfAnyExcept((byte)0xa5) < 0,
            "A part is written.");
        Property.Require(header.TryWrite(target) && target[^1] == 0xa5, "Bytes behind the header are written.");
        Property.Require(DataHeader.TryRead(target, out DataHeader again) && again == header, $"{header} is read back as {again}.");
        Property.Require(target[5..DataHeader.Size].SequenceEqual(input[5..DataHeader.Size]), "The header is not written as it was.");
    }

    private static void CheckUserDataHeader(ReadOnlySpan<byte> input)
    {
        bool isRead = UserDataHeader.TryRead(input, out UserDataType type);
        Property.Require(isRead == input is [1, <= 2, _, _, ..], $"Sealed content of type {type}: {isRead}.");
        if (!isRead) { return; }

        Span<byte> target = stackalloc byte[UserDataHeader.Size];
        UserDataHeader.Write(target, type);
        Property.Require(UserDataHeader.TryRead(target, out UserDataType again) && again == type, $"{type} is read back as {again}.");
    }
}
