using System.Text;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Configuration;

/// <summary>What a configuration file holds, and how it is encoded: as the mark at its begin says, or else in UTF-8.</summary>
internal sealed class ConfigurationContent
{
    private const long MaximumBytes = 1024 * 1024;

    // UTF-32 comes first: its mark begins with that of UTF-16.
    private static readonly Encoding[] Marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
    ];

    private static readonly UTF8Encoding Unmarked = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Encoding _encoding;

    private ConfigurationContent(byte[] bytes)
    {
        Bytes = bytes;
        _encoding = Marked.FirstOrDefault(encoding => bytes.AsSpan().StartsWith(encoding.Preamble)) ?? Unmarked;
        ReadOnlySpan<byte> text = bytes.AsSpan(_encoding.Preamble.Length);
        try
        {
            Text = _encoding.GetString(text);
        }
        catch (DecoderFallbackException exception)
        {
            Problem = NotEncoded(text[..Math.Clamp(exception.Index, 0, text.Length)]);
        }
    }

    /// <summary>The file as it is.</summary>
    internal byte[] Bytes { get; }

    /// <summary>Its text, without the mark; empty if there is a <see cref="Problem"/>.</summary>
    internal string Text { get; } = string.Empty;

    /// <summary>Where it is no text in its encoding; null for nowhere.</summary>
    internal ConfigurationProblem? Problem { get; }

    /// <summary>Reads a file of a bounded size.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>.</exception>
    internal static ConfigurationContent Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path)) { throw new IOException("It is a folder. Name a file in it."); }

            return new FileInfo(path).Length > MaximumBytes
                ? throw new IOException($"It is larger than {MaximumBytes} bytes.")
                : new ConfigurationContent(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MyceliumException(
                MyceliumErrorId.ConfigurationNotFound,
                $"The configuration file '{path}' can't be read: {exception.Message}",
                "Check the path and its permissions.",
                exception);
        }
    }

    /// <summary>Reads the text of a file of a bounded size.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>, or
    /// <see cref="MyceliumErrorId.InvalidConfiguration"/> for what is no text.</exception>
    internal static string ReadText(string path) => Read(path).RequireText(path);

    /// <summary>The text.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidConfiguration"/>.</exception>
    internal string RequireText(string path) => Problem is null ? Text : throw NodeConfigurationFile.Invalid(path, [Problem]);

    /// <summary>Encodes another text in the same way, with the mark if there is one.</summary>
    internal byte[] Encode(string text) => [.. _encoding.Preamble, .. _encoding.GetBytes(text)];

    private ConfigurationProblem NotEncoded(ReadOnlySpan<byte> before)
    {
        string message = ReferenceEquals(_encoding, Unmarked)
            ? "The file is not UTF-8 here. Save it in that encoding."
            : $"The file is not {_encoding.WebName.ToUpperInvariant()} here, as its byte order mark says. Save it as UTF-8.";
        return ConfigurationProblem.Behind(Encoding.GetEncoding(_encoding.CodePage).GetString(before), message);
    }
}
