using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mycelium.Engine.Configuration;

/// <summary>A value of a YAML text, and where in the text it is.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index behind its last character; comments do not belong to it.</param>
/// <param name="IsFlow">Whether it is in brackets or braces.</param>
internal sealed record YamlSpan(int Start, int End, bool IsFlow)
{
    /// <summary>The text of a scalar; empty for others.</summary>
    internal string Text { get; private init; } = string.Empty;

    /// <summary>Keys and values of a mapping.</summary>
    internal IReadOnlyList<(YamlSpan Key, YamlSpan Value)> Pairs { get; private init; } = [];

    /// <summary>Items of a sequence.</summary>
    internal IReadOnlyList<YamlSpan> Items { get; private init; } = [];

    /// <summary>Reads a text that was found to be sound.</summary>
    /// <returns>Its only document; null if it has none.</returns>
    internal static YamlSpan? Parse(string text)
    {
        var lines = new List<int> { 0 };
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n';
            if (text[i] is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029' && !isPair) { lines.Add(i + 1); }
        }

        int At(Mark mark) => Math.Min(text.Length, lines[(int)Math.Min(mark.Line, lines.Count) - 1] + (int)mark.Column - 1);
        // As NodeConfigurationFile does it: over some last lines that do not end the library does not end either.
        var parser = new Parser(new StringReader(text.EndsWith('\n') ? text : text + '\n'));
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _)) { return null; }

        return Read(parser, At);
    }

    /// <summary>The pair with a key; null if there is none.</summary>
    internal (YamlSpan Key, YamlSpan Value)? Find(string key)
    {
        foreach ((YamlSpan Key, YamlSpan Value) pair in Pairs)
        {
            if (pair.Key.Text == key) { return pair; }
        }

        return null;
    }

    private static YamlSpan Read(IParser parser, Func<Mark, int> at)
    {
        if (parser.Accept<MappingStart>(out _)) { return ReadMapping(parser, at); }

        if (parser.Accept<SequenceStart>(out _)) { return ReadSequence(parser, at); }

        Scalar scalar = parser.Consume<Scalar>();
        return new YamlSpan(at(scalar.Start), at(scalar.End), IsFlow: false) { Text = scalar.Value };
    }

    private static YamlSpan ReadMapping(IParser parser, Func<Mark, int> at)
    {
        MappingStart start = parser.Consume<MappingStart>();
        var pairs = new List<(YamlSpan Key, YamlSpan Value)>();
        while (!parser.Accept<MappingEnd>(out _)) { pairs.Add((Read(parser, at), Read(parser, at))); }

        int end = BehindEnd(parser.Consume<MappingEnd>(), start.Style == MappingStyle.Flow, at);
        bool isFlow = start.Style == MappingStyle.Flow;
        return new YamlSpan(at(start.Start), isFlow || pairs.Count == 0 ? end : pairs[^1].Value.End, isFlow) { Pairs = pairs };
    }

    private static YamlSpan ReadSequence(IParser parser, Func<Mark, int> at)
    {
        SequenceStart start = parser.Consume<SequenceStart>();
        var items = new List<YamlSpan>();
        while (!parser.Accept<SequenceEnd>(out _)) { items.Add(Read(parser, at)); }

        int end = BehindEnd(parser.Consume<SequenceEnd>(), start.Style == SequenceStyle.Flow, at);
        bool isFlow = start.Style == SequenceStyle.Flow;
        return new YamlSpan(at(start.Start), isFlow || items.Count == 0 ? end : items[^1].End, isFlow) { Items = items };
    }

    // The library's mark of a bracket's end is that of its start.
    private static int BehindEnd(ParsingEvent end, bool isFlow, Func<Mark, int> at) => isFlow ? at(end.Start) + 1 : at(end.End);
}
