using BenchmarkDotNet.Attributes;
using Mycelium.Engine.Cryptography;

namespace Mycelium.Benchmarks.Micro;

/// <summary>Encryption and decryption of one packet.</summary>
public class SealingBenchmarks : IDisposable
{
    private readonly SealingKey _sealing = new(new byte[SealingKey.KeySize], isLargerKey: true);
    private readonly SealingKey _opening = new(new byte[SealingKey.KeySize], isLargerKey: false);
    private byte[] _plain = [];
    private byte[] _sealed = [];
    private byte[] _work = [];

    /// <summary>Bytes of the packet.</summary>
    [Params(64, 1400)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _plain = new byte[Size + SealingKey.Overhead];
        _sealed = new byte[Size + SealingKey.Overhead];
        _work = new byte[Size + SealingKey.Overhead];
        _sealing.Seal(_sealed, Size);
    }

    [Benchmark]
    public int Seal() => _sealing.Seal(_plain, Size);

    /// <summary>With a copy, since opening is in place.</summary>
    [Benchmark]
    public bool Open()
    {
        _sealed.CopyTo(_work, 0);
        return _opening.TryOpen(_work, out _) ? true : throw new InvalidOperationException("It can't be opened.");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _sealing.Dispose();
        _opening.Dispose();
        GC.SuppressFinalize(this);
    }
}
