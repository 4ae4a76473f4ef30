using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mycelium.Simulation.Network;

/// <summary>Every event of a run as a line of text, and a hash over all of them.</summary>
/// <param name="target">Receives the lines; null keeps only the hash.</param>
internal sealed class Trace(TextWriter? target) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Number of lines so far.</summary>
    internal int Count { get; private set; }

    /// <summary>The hash of all lines so far, in hexadecimal.</summary>
    internal string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    internal void Write(TimeSpan now, string text)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds,11:0.000000} {text}\n");
        Count++;
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        target?.Write(line);
    }

    public void Dispose() => _hash.Dispose();
}
