using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Mycelium.Engine.Configuration;

/// <summary>Loads a text as trees of a bounded size; where it is not YAML there is a mistake with a place.</summary>
internal sealed class YamlLoader
{
    private const int MaximumNesting = 16;

    private readonly string _text;

    // Where the brackets and braces that are open now begin.
    private readonly Stack<Mark> _open = new();

    private Scanner _scanner;

    private YamlLoader(string text)
    {
        // The library never ends over a directive that the text ends in, at certain lengths: the last line always ends.
        _text = text.EndsWith('\n') ? text : text + '\n';
        _scanner = NewScanner();
    }

    /// <summary>Loads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="problem">What is wrong with it; null for nothing.</param>
    /// <returns>Its documents; none if there is a mistake.</returns>
    internal static IList<YamlDocument> Load(string text, out ConfigurationProblem? problem)
    {
        var loader = new YamlLoader(text);
        problem = loader.FindZero();
        if (problem is not null) { return []; }

        try
        {
            loader.RefuseUnboundedTrees();
            return loader.Load();
        }
        catch (YamlException exception)
        {
            problem = loader.At(exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The library refuses some malformed texts with other exceptions, without a place.
            problem = loader.AtScanner();
        }

        return [];
    }

    // The library stops at such a character, or leaves it out.
    private ConfigurationProblem? FindZero()
    {
        int index = _text.IndexOf('\0', StringComparison.Ordinal);
        return index < 0
            ? null
            : ConfigurationProblem.Behind(_text[..index], "The file has a zero character here: it is damaged, or not UTF-8. Write it again.");
    }

    // Building the tree recurses; walking the events does not. With aliases a few lines make a tree that contains itself, or
    // a key that is too large to hash: either would end the process, or hold it for ever.
    private void RefuseUnboundedTrees()
    {
        var parser = new Parser(_scanner);
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            string? problem = parser.Current switch
            {
                AnchorAlias => "An alias is not allowed; write the value out.",
                _ when depth > MaximumNesting => $"More than {MaximumNesting} levels of nesting are not allowed.",
                _ => null,
            };
            if (problem is not null) { throw new YamlException(parser.Current.Start, parser.Current.Start, problem); }

            Follow(parser.Current);
        }
    }

    private void Follow(ParsingEvent now)
    {
        if (now is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow }) { _open.Push(now.Start); }

        // A block can't be within brackets.
        if (now is SequenceEnd or MappingEnd) { _open.TryPop(out _); }
    }

    private IList<YamlDocument> Load()
    {
        _scanner = NewScanner();
        var stream = new YamlStream();
        stream.Load(new Parser(_scanner));
        return stream.Documents;
    }

    private Scanner NewScanner() => new(new StringReader(_text));

    private ConfigurationProblem At(YamlException exception)
    {
        // Some of the library's refusals have no place: the begin of the text stands for it.
        bool hasNone = exception.Start.Index == 0 && exception.End.Index == 0 && _scanner.CurrentPosition.Line > 1;
        Mark place = hasNone ? _scanner.CurrentPosition : exception.Start;
        return new ConfigurationProblem(place.Line, place.Column, exception.InnerException?.Message ?? exception.Message);
    }

    private ConfigurationProblem AtScanner()
    {
        Mark reached = _scanner.CurrentPosition;
        return _open.TryPeek(out Mark opened)
            ? new ConfigurationProblem(opened.Line, opened.Column, $"What is opened here is not closed before line {reached.Line}.")
            : new ConfigurationProblem(reached.Line, reached.Column, "The text is not YAML near here.");
    }
}
