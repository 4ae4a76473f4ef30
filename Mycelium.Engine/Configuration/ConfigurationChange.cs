namespace Mycelium.Engine.Configuration;

/// <summary>A change to one key of a configuration file.</summary>
/// <param name="Key">Name of the key; within a group, <c>group.name</c>.</param>
/// <param name="Value">A text, an <see cref="int"/>, a <see cref="bool"/>, an enumeration or an array of texts. For
/// the peers also an array of <see cref="ConfiguredPeer"/>; as texts they keep what the file sets for them. Null takes the key out of the file,
/// so that its default applies.</param>
public sealed record ConfigurationChange(string Key, object? Value);
