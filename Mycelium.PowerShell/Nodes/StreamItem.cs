using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Nodes;

/// <summary>What one of several streams brought: a value, or the error with which it ended.</summary>
/// <param name="Node">Name of the node that it is of.</param>
/// <param name="Value">The value; meaningless beside an error.</param>
/// <param name="Error">Why the stream has ended; null for a value.</param>
internal sealed record StreamItem<T>(string Node, T? Value, MyceliumException? Error);
