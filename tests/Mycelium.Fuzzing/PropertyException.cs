namespace Mycelium.Fuzzing;

/// <summary>Something that must hold for every input does not hold for this one.</summary>
internal sealed class PropertyException(string message) : Exception(message);
