using System.Globalization;

namespace Mycelium.Engine.Configuration;

/// <summary>What a number among the options may be.</summary>
/// <param name="Minimum">The least value that is allowed.</param>
/// <param name="Maximum">The greatest.</param>
internal readonly record struct OptionRange(int Minimum, int Maximum)
{
    /// <summary>Says what is wrong with a value; null for nothing.</summary>
    internal string? Check(int value) => value >= Minimum && value <= Maximum
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{value} is not in the range {Minimum} to {Maximum}.");
}
