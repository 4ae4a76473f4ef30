namespace Mycelium.Host.Cmdlets;

/// <summary>Objects that have a value in common.</summary>
/// <param name="Count">Number of objects.</param>
/// <param name="Name">The values in text, separated by commas.</param>
/// <param name="Group">The objects; empty if they were not wanted.</param>
public sealed record GroupInfo(int Count, string Name, IReadOnlyList<object> Group);
