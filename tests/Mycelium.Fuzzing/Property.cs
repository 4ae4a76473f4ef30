namespace Mycelium.Fuzzing;

/// <summary>States what must hold.</summary>
internal static class Property
{
    /// <summary>Throws unless the condition holds.</summary>
    /// <param name="condition">What must hold.</param>
    /// <param name="broken">What is the case if it does not hold.</param>
    /// <exception cref="PropertyException">It does not hold.</exception>
    internal static void Require(bool condition, string broken)
    {
        if (!condition) { throw new PropertyException(broken); }
    }
}
