using System.Buffers.Binary;

namespace Mycelium.Fuzzing;

/// <summary>Makes inputs out of others. Deterministic: the same seed, corpus and tokens give the same sequence.</summary>
/// <param name="seed">Seed of the random choices.</param>
/// <param name="corpus">Inputs to start from; not empty.</param>
/// <param name="tokens">Byte strings to put in; may be empty.</param>
/// <param name="maximumLength">Longest input made, in bytes.</param>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> tokens, int maximumLength)
{
    private const int MostSteps = 8;

    private static readonly byte[] InterestingBytes = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 127, 128, 129, 254, 255];
    private static readonly ushort[] InterestingWords =
        [0, 1, 7, 8, 31, 32, 40, 255, 256, 1280, 0x7fff, 0x8000, 0x8001, 0xff00, 0xfffe, 0xffff];

    private readonly Random _random = new(seed);
    private readonly List<byte> _bytes = [];

    /// <summary>The next input.</summary>
    internal byte[] Next()
    {
        _bytes.Clear();
        _bytes.AddRange(Pick(corpus));
        int steps = 1 + _random.Next(1 + _random.Next(MostSteps));
        for (int i = 0; i < steps; i++) { Step(); }

        if (_bytes.Count > maximumLength) { _bytes.RemoveRange(maximumLength, _bytes.Count - maximumLength); }

        return [.. _bytes];
    }

    private void Step()
    {
        switch (_random.Next(_bytes.Count == 0 ? 3 : 14))
        {
            case 0: Insert(Noise(1 + _random.Next(16))); break;
            case 1: Insert(tokens.Count > 0 ? Pick(tokens) : Noise(1)); break;
            case 2: Splice(); break;
            case 3: _bytes[Position()] ^= (byte)(1 << _random.Next(8)); break;
            case 4: _bytes[Position()] = (byte)_random.Next(256); break;
            case 5: _bytes[Position()] = InterestingBytes[_random.Next(InterestingBytes.Length)]; break;
            case 6: PutWord(Position(), InterestingWords[_random.Next(InterestingWords.Length)]); break;
            case 7: AddToWord(); break;
            case 8: AddToByte(); break;
            case 9: PutLength(); break;
            case 10: RemoveRange(); break;
            case 11: Truncate(); break;
            case 12: Duplicate(); break;
            default: Overwrite(tokens.Count > 0 && _random.Next(2) == 0 ? Pick(tokens) : Noise(1 + _random.Next(8))); break;
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> list) => list[_random.Next(list.Count)];

    private int Position() => _random.Next(_bytes.Count);

    private byte[] Noise(int count)
    {
        byte[] bytes = new byte[count];
        if (_random.Next(3) == 0)
        {
            Array.Fill(bytes, InterestingBytes[_random.Next(InterestingBytes.Length)]);
        }
        else
        {
            _random.NextBytes(bytes);
        }

        return bytes;
    }

    private void Insert(byte[] part) => _bytes.InsertRange(_random.Next(_bytes.Count + 1), part);

    private void Overwrite(byte[] part)
    {
        int start = Position();
        for (int i = 0; i < part.Length && start + i < _bytes.Count; i++) { _bytes[start + i] = part[i]; }
    }

    // The beginning of this input, and the end of another.
    private void Splice()
    {
        byte[] other = Pick(corpus);
        int keep = _random.Next(_bytes.Count + 1);
        _bytes.RemoveRange(keep, _bytes.Count - keep);
        _bytes.AddRange(other.AsSpan(_random.Next(other.Length + 1)));
    }

    private void PutWord(int position, int value)
    {
        if (position + 1 >= _bytes.Count) { return; }

        Span<byte> word = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(word, unchecked((ushort)value));
        _bytes[position] = word[0];
        _bytes[position + 1] = word[1];
    }

    private void AddToWord()
    {
        int position = Position();
        if (position + 1 < _bytes.Count) { PutWord(position, ((_bytes[position] << 8) | _bytes[position + 1]) + _random.Next(-16, 17)); }
    }

    private void AddToByte()
    {
        int position = Position();
        _bytes[position] = unchecked((byte)(_bytes[position] + _random.Next(-16, 17)));
    }

    // A length field that is right, or nearly, for what follows it.
    private void PutLength()
    {
        int position = Position();
        int following = _bytes.Count - position - (_random.Next(2) == 0 ? 1 : 2) + _random.Next(-2, 3);
        if (_random.Next(2) == 0)
        {
            PutWord(position, following);
        }
        else
        {
            _bytes[position] = unchecked((byte)following);
        }
    }

    private void RemoveRange()
    {
        int start = Position();
        _bytes.RemoveRange(start, Math.Min(1 + _random.Next(16), _bytes.Count - start));
    }

    private void Truncate()
    {
        int keep = Position();
        _bytes.RemoveRange(keep, _bytes.Count - keep);
    }

    private void Duplicate()
    {
        int start = Position();
        int length = 1 + _random.Next(Math.Min(64, _bytes.Count - start));
        byte[] part = [.. _bytes.Skip(start).Take(length)];
        int times = _random.Next(8) == 0 ? 64 : 1;
        for (int i = 0; i < times && _bytes.Count < maximumLength; i++) { _bytes.InsertRange(start, part); }
    }
}
