namespace Mycelium.Engine.Configuration;

/// <summary>A change to one key of a configuration file.</summary>
/// <param name="Key">Name of the key; within a group, <c>group.name</c>.</param>
/// <param name="Value">A text, an <see cref="int"/>, a <see cref="bool"/>, an enumeration or a list of texts; null takes the key out of the file,
/// so that its default applies.</param>
public sealed record ConfigurationChange(string Key, object? Value);
