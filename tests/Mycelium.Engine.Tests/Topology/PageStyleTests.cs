using System.Globalization;
using System.Text.RegularExpressions;
using Mycelium.Engine.Topology;
using Xunit;

namespace Mycelium.Engine.Tests.Topology;

/// <summary>The page's own files: their length, and whether its colours can be told from what they lie on (WCAG 2.2, 1.4.3 and 1.4.11).</summary>
public sealed partial class PageStyleTests
{
    private const double Text = 4.5;
    private const double Graphics = 3;

    private static readonly Dictionary<string, string[]> Colors = Color().Matches(Read("page.css"))
        .ToDictionary(match => match.Groups[1].Value, match => (string[])[match.Groups[2].Value, match.Groups[3].Value]);

    public static TheoryData<string, string, double> Pairs => new()
    {
        { "ink", "paper", Text },
        { "ink", "surface", Text },
        { "ink", "raised", Text },
        { "muted", "paper", Text },
        { "muted", "surface", Text },
        { "muted", "raised", Text },
        { "paper", "ink", Text },
        { "warn", "raised", Text },
        { "bad", "raised", Text },
        { "own", "paper", Graphics },
        { "neighbour", "paper", Graphics },
        { "remote", "paper", Graphics },
        { "warn", "paper", Graphics },
        { "bad", "paper", Graphics },
        { "link", "paper", Graphics },
        { "way", "paper", Graphics },
        { "focus", "paper", Graphics },
        { "border", "paper", Graphics },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Colours_have_the_contrast_of_level_AA_in_light_and_dark(string front, string back, double least) =>
        Assert.All([0, 1], scheme => Assert.True(
            Contrast(Colors[front][scheme], Colors[back][scheme]) >= least,
            $"{front} on {back}: {Contrast(Colors[front][scheme], Colors[back][scheme]):0.00}"));

    [Fact]
    public void The_contrast_of_black_and_white_is_the_greatest() => Assert.Equal(21, Contrast("#000000", "#ffffff"), 6);

    [Fact]
    public void No_file_of_the_page_is_longer_than_400_lines()
    {
        string[] files = [.. typeof(TopologyWriter).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Topology/Page/", StringComparison.Ordinal))];

        Assert.Equal(8, files.Length);
        Assert.All(files, file => Assert.InRange(Read(Path.GetFileName(file)).Split('\n').Length, 10, 400));
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(TopologyWriter).Assembly.GetManifestResourceStream($"Topology/Page/{name}")!);
        return reader.ReadToEnd();
    }

    private static double Contrast(string first, string second)
    {
        double[] lights = [.. ((double[])[Luminance(first), Luminance(second)]).Order()];
        return (lights[1] + 0.05) / (lights[0] + 0.05);
    }

    private static double Luminance(string color)
    {
        double[] parts = [.. Enumerable.Range(0, 3).Select(i => Linear(int.Parse(color.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    [GeneratedRegex(@"--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")]
    private static partial Regex Color();
}
