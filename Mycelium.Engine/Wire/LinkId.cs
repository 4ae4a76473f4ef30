namespace Mycelium.Engine.Wire;

/// <summary>Names one connection to a neighbour within a node; two connections to the same node are two links.</summary>
/// <param name="Value">Positive, never reused while the node runs; 0 is no link.</param>
public readonly record struct LinkId(int Value)
{
    /// <summary>The value that names no link.</summary>
    public static LinkId None => default;

    /// <summary><c>link N</c>.</summary>
    public override string ToString() => $"link {Value}";
}
