using System.Globalization;

namespace Mycelium.Engine.Configuration;

/// <summary>
/// One key of a configuration file: what it means, what it may hold, and which option it is. Reading, writing, changing and the JSON schema
/// all follow from it.
/// </summary>
/// <param name="Path">Name of the key; within a group, <c>group.name</c>.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Description">What it means, in a sentence or two.</param>
internal sealed record ConfigurationKey(string Path, ConfigurationValueKind Kind, string Description)
{
    /// <summary>Takes the value out of a configuration: a text, an <see cref="int"/>, a <see cref="bool"/>, a list of texts or of peers; null
    /// for none.</summary>
    internal required Func<NodeConfiguration, object?> Get { get; init; }

    /// <summary>Puts a value, of the type that <see cref="Get"/> gives, into a configuration.</summary>
    internal required Func<NodeConfiguration, object?, NodeConfiguration> Set { get; init; }

    /// <summary>What is wrong with a text, or with one item of a list; null for nothing.</summary>
    internal Func<string, string?> CheckText { get; init; } = static _ => null;

    /// <summary>What an <see cref="ConfigurationValueKind.Integer"/>, or the cost of a peer, may be.</summary>
    internal OptionRange Range { get; init; }

    /// <summary>The words of a <see cref="ConfigurationValueKind.Choice"/>.</summary>
    internal IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What a text or an item must match, for the schema; it may let through more than <see cref="CheckText"/>.</summary>
    internal string? Pattern { get; init; }

    /// <summary>Name of the group; empty for none.</summary>
    internal string Group => Path.Contains('.', StringComparison.Ordinal) ? Path[..Path.IndexOf('.', StringComparison.Ordinal)] : string.Empty;

    /// <summary>Name within the group.</summary>
    internal string Name => Path[(Path.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>What is wrong with a text, or with one item of a list, as a sentence that shows it; null for nothing.</summary>
    internal string? CheckNamed(string text) => CheckText(text) switch
    {
        { } problem when !problem.StartsWith($"'{text}'", StringComparison.Ordinal) => $"'{text}': {problem}",
        var problem => problem,
    };

    /// <summary>Checks a value that does not come from a file.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal string? Check(object? value) => (Kind, value) switch
    {
        (_, null) => null,
        (ConfigurationValueKind.Integer, int number) => Range.Check(number),
        (ConfigurationValueKind.Boolean, bool) => null,
        (ConfigurationValueKind.TextList, IReadOnlyList<string> items) => items.Select(CheckNamed).FirstOrDefault(problem => problem is not null),
        (ConfigurationValueKind.PeerList, IReadOnlyList<ConfiguredPeer> peers) => peers.Select(CheckPeer).FirstOrDefault(problem => problem is not null),
        (ConfigurationValueKind.Choice, string text) when Choices.Contains(text, StringComparer.OrdinalIgnoreCase) => null,
        (ConfigurationValueKind.Text or ConfigurationValueKind.Path, string text) => CheckNamed(text),
        _ => string.Create(CultureInfo.InvariantCulture, $"'{value}' is not a value of the key '{Path}'."),
    };

    /// <summary>Whether two values are the same; lists by their items.</summary>
    internal static bool AreEqual(object? left, object? right) => left is IReadOnlyList<object> first && right is IReadOnlyList<object> second
        ? first.SequenceEqual(second)
        : Equals(left, right);

    private string? CheckPeer(ConfiguredPeer peer) => CheckNamed(peer.Endpoint) ?? (peer.Cost is { } cost ? Range.Check(cost) : null);
}
