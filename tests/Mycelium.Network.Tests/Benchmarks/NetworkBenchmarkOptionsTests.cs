using Mycelium.Benchmarks.Network;
using Xunit;

namespace Mycelium.Network.Tests.Benchmarks;

public class NetworkBenchmarkOptionsTests
{
    [Fact]
    public void Without_arguments_everything_is_measured_five_times()
    {
        NetworkBenchmarkOptions options = NetworkBenchmarkOptions.Parse([]);

        Assert.Equal(5, options.Rounds);
        Assert.Equal(["veth", "Mycelium.Host", "wireguard-go", "yggdrasil"], options.Candidates);
        Assert.Equal(FigureName.Groups, options.Figures);
        Assert.Equal("veth", options.Baseline);
        Assert.Null(options.JsonFile);
    }

    [Fact]
    public void Every_option_is_understood()
    {
        string adapter = Path.Combine(AppContext.BaseDirectory, "Adapters", "vxlan.sh");

        NetworkBenchmarkOptions options = NetworkBenchmarkOptions.Parse(
        [
            "--rounds", "2", "--seconds", "7", "--candidates", "mycelium.host,veth", "--figures", "tcp1,ping", "--adapter", adapter,
            "--baseline", "vxlan", "--json", "figures.jsonl",
        ]);

        Assert.Equal((2, TimeSpan.FromSeconds(7)), (options.Rounds, options.StreamTime));
        Assert.Equal(["Mycelium.Host", "veth"], options.Candidates);
        Assert.Equal(["tcp1", "ping"], options.Figures);
        Assert.Equal([adapter], options.Adapters);
        Assert.Equal(("vxlan", "figures.jsonl"), (options.Baseline, options.JsonFile));
        Assert.True(options.Includes("ping"));
        Assert.False(options.Includes("memory"));
    }

    [Theory]
    [InlineData("--rounds needs a value.", "--rounds")]
    [InlineData("--rounds needs a positive number, not '0'.", "--rounds", "0")]
    [InlineData("--seconds needs a positive number, not 'x'.", "--seconds", "x")]
    [InlineData("There is no option --colour.", "--colour", "red")]
    [InlineData("The baseline nobody is not among the candidates veth.", "--candidates", "veth", "--baseline", "nobody")]
    [InlineData("There is no /nowhere/at-all.", "--adapter", "/nowhere/at-all")]
    public void What_is_wrong_is_said(string message, params string[] arguments)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => NetworkBenchmarkOptions.Parse(arguments)).Message);
    }

    [Fact]
    public void Unknown_names_are_answered_with_the_known_ones()
    {
        FormatException figures = Assert.Throws<FormatException>(() => NetworkBenchmarkOptions.Parse(["--figures", "tcp1,tcp2"]));
        FormatException candidates = Assert.Throws<FormatException>(() => NetworkBenchmarkOptions.Parse(["--candidates", "nobody"]));

        Assert.Contains("'tcp2'", figures.Message, StringComparison.Ordinal);
        Assert.Contains("udp64flood", figures.Message, StringComparison.Ordinal);
        Assert.Contains("wireguard-go", candidates.Message, StringComparison.Ordinal);
    }
}
