using System.Globalization;

namespace Mycelium.Simulation.Running;

/// <summary>Names for nodes that people look at.</summary>
internal static class NodeNames
{
    private static readonly string[] Names =
    [
        "amanita", "morel", "boletus", "chanterelle", "shiitake", "enoki", "oyster", "truffle", "parasol", "puffball", "russula", "milkcap",
        "inkcap", "bonnet", "waxcap", "webcap", "brittlegill", "earthstar", "stinkhorn", "coral", "bracket", "hedgehog", "maitake", "reishi",
        "blewit", "deceiver", "agaric", "elfcup", "birdnest", "honey", "velvet", "cauliflower", "saddle", "tinder", "jelly", "russet",
    ];

    /// <summary>The name of a node; the same for the same number, another for another.</summary>
    internal static string Of(int number)
    {
        string name = Names[number % Names.Length];
        return number < Names.Length ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{(number / Names.Length) + 1}");
    }
}
