namespace Mycelium.Host.Cmdlets;

/// <summary>What a path must be to pass <c>Test-Path</c>.</summary>
public enum TestPathType
{
    /// <summary>Anything that exists.</summary>
    Any,

    /// <summary>Something that holds others, such as a folder.</summary>
    Container,

    /// <summary>Something that holds no others, such as a file.</summary>
    Leaf,
}
