using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Tests.Vectors;

namespace Mycelium.Fuzzing.Targets;

/// <summary>Sealed buffers of strangers, opened by both implementations of the cipher. Input: the buffer.</summary>
internal sealed class SealedPacketTarget : IFuzzTarget, IDisposable
{
    private readonly byte[] _secret = VectorFile.Identity.Items("data_packets").First().Hex("key");
    private readonly List<byte[]> _genuine;
    private readonly FrameMeter _meter = new();
    private readonly SealingKey _key;
    private readonly SealingKey _fallback;

    public SealedPacketTarget()
    {
        _key = new SealingKey(_secret, isLargerKey: false);
        _fallback = new SealingKey(_secret, new NonceSequence(isLargerKey: false, new byte[9], 0), SealingImplementation.Platform);
        _genuine =
        [
            .. VectorFile.Identity.Items("data_packets")
                .Where(item => item.Has("key") && item.Hex("key").SequenceEqual(_secret))
                .Select(item => item.Hex("encrypted_buffer")),
        ];
    }

    public string Name => "sealed-packet";

    public long? FrameBytes => _meter.Bytes;

    public IEnumerable<byte[]> Seeds() => [.. _genuine, [], new byte[31], new byte[32], new byte[1500]];

    public void Run(ReadOnlySpan<byte> input)
    {
        byte[] buffer = input.ToArray();
        byte[] fallbackBuffer = input.ToArray();
        _meter.Reset();
        _meter.Start();
        bool isOpened = _key.TryOpen(buffer, out int length);
        _meter.Stop();
        bool isOpenedByFallback = _fallback.TryOpen(fallbackBuffer, out int fallbackLength);
        Property.Require(isOpened == isOpenedByFallback && length == fallbackLength, "The implementations differ.");
        Property.Require(length >= 0 && length <= input.Length, $"A body of {length} bytes.");
        Property.Require(
            !isOpened || buffer.AsSpan(0, length + 4).SequenceEqual(fallbackBuffer.AsSpan(0, length + 4)),
            "The plaintexts differ.");
        byte[] copy = input.ToArray();
        Property.Require(isOpened == _genuine.Exists(item => item.AsSpan().SequenceEqual(copy)), $"A buffer is opened: {isOpened}.");
        RequireRoundTrip(input);
    }

    public void Dispose()
    {
        _key.Dispose();
        _fallback.Dispose();
    }

    private void RequireRoundTrip(ReadOnlySpan<byte> content)
    {
        byte[] plaintext = [1, 0, 0, 0, .. content];
        byte[] buffer = [.. plaintext, .. new byte[SealingKey.Overhead - 4]];
        int length = _key.Seal(buffer, content.Length);
        Property.Require(length == content.Length + SealingKey.Overhead, $"{content.Length} bytes are sealed in {length}.");
        bool isOpened = _fallback.TryOpen(buffer, out int opened);
        Property.Require(
            isOpened && opened == content.Length && buffer.AsSpan(0, plaintext.Length).SequenceEqual(plaintext),
            "What is sealed can't be opened.");
    }
}
